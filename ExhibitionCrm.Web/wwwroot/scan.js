// A badge may be scanned whatever has the focus. A scanner is a keyboard: its keys go where keys go, and once they turn out
// to be a scan, they are taken back. Comes before pages.js, so that it sees each key first.
(() => {
  // ---- Which keys are a scan ----
  // Milliseconds from key to key: the mean, and the longest. People who type fast come close to the former, scanners over
  // Bluetooth go beyond it, so that form and check character decide with it.
  const speeds = { normal: { mean: 75, gap: 100 }, slow: { mean: 150, gap: 300 } };
  const humanMean = 35;
  const needsEnd = 70;
  const pause = 400;
  const longest = 16;
  const mostKept = 64;
  const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  // What a scanner set to the US layout comes out as, by the layout of the computer; with Caps Lock and without.
  const german = table("YZ+*!\"§$%&/()=", "ZY]]1234567890");
  const french = table("AQZW,?$£&É\"'(-È_ÇÀM", "QAWZMM]]1234567890;");

  // The other keys of a US keyboard, for contact cards: alone and with Shift.
  const usKeys = {
    Backquote: "`~", Minus: "-_", Equal: "=+", BracketLeft: "[{", BracketRight: "]}", Backslash: "\\|", Semicolon: ";:", Quote: "'\"",
    Comma: ",<", Period: ".>", Slash: "/?", Space: "  ", ...Object.fromEntries([..."1!2@3#4$5%6^7&8*9(0)".matchAll(/../g)].map(([pair]) => [`Digit${pair[0]}`, pair])),
  };

  function table(from, to) {
    return new Map([...from].map((key, i) => [key, to[i]]));
  }

  function hasValidCheck(id) {
    const sum = [...id].reverse().reduce((total, character, i) => {
      const addend = alphabet.indexOf(character) * (1 + i % 2);
      return total + Math.floor(addend / alphabet.length) + addend % alphabet.length;
    }, 0);
    return sum % alphabet.length === 0;
  }

  const isId = (text) => text.length === 8 && [...text].every((character) => alphabet.includes(character));
  const isOlderId = (text) => /^[0-9A-F]{8}$/.test(text);

  /** What the keys may mean, the likeliest first: as they came, as a US keyboard has them, as other layouts turn them. */
  function readings(keys) {
    const texts = [keys.map(({ key }) => key.toUpperCase())];
    if (keys.some(({ code }) => code)) texts.push(keys.map(ofUsKeyboard));
    else for (const layout of [german, french]) texts.push(texts[0].map((key) => layout.get(key) ?? key));
    return [...new Set(texts.map((text) => bare(text.join(""))))];
  }

  function ofUsKeyboard({ key, code }) {
    if (code === "BracketRight") return "]";
    return code?.match(/^(?:Key|Digit|Numpad)([A-Z0-9])$/)?.[1] ?? key.toUpperCase();
  }

  /** What the keys say in full, as they came, as a US keyboard has them, and as they were before Caps Lock. */
  function textsOf(keys) {
    const came = keys.map(({ key }) => key.length === 1 ? key : "").join("");
    const us = keys.map(({ key, code, shift }) => usKeys[code]?.[Number(shift)] ?? (/^Key[A-Z]$/.test(code) ? cased(code[3], shift) : key.length === 1 ? key : "")).join("");
    const turned = [...came].map((key) => cased(key, key === key.toLowerCase())).join("");
    return [came, ...(keys.some(({ code }) => code) ? [us] : []), turned];
  }

  const cased = (letter, isUpper) => isUpper ? letter.toUpperCase() : letter.toLowerCase();

  const cardStart = /(?:BEGIN:VCARD|MECARD:)$/;

  /** Of the readings that begin as a card does, one with an address if there is one: layouts agree on letters sooner than on that. */
  function cardOf(keys) {
    const texts = textsOf(keys);
    const begun = [/^(?:BEGIN:VCARD|MECARD:)/, /^(?:BEGIN:VCARD|MECARD:)/i].map((start) => texts.filter((text) => start.test(text))).find((those) => those.length > 0) ?? [];
    return begun.find((text) => text.includes("@")) ?? begun[0] ?? "";
  }

  // Without control characters, and without what names the kind of code.
  const bare = (text) => text.replace(/[\0-\x1f\x7f]/g, "").replace(/^\][A-Z][0-9A-Z]/, "").trim();

  /** Follows keys; says of each run of fast ones what it was. Knows nothing of pages: { key, code, at, overlaps }. */
  function follow(speed) {
    let keys = [];
    let typedAt = -Infinity;

    const lettersOf = (run) => run.map(({ key }) => key).filter((key) => /^[a-z]$/i.test(key)).join("");
    const mean = (run) => run.length < 2 ? 0 : (run.at(-1).at - run[0].at) / (run.length - 1);

    function isMachine(run, hasEnd) {
      const pace = mean(run);
      if (pace > speed().mean || (pace > needsEnd && !hasEnd)) return false;
      // A keyboard on the screen writes whole words at once, but few of capitals alone.
      if (run.some(({ isPiece }) => isPiece)) return lettersOf(run) === lettersOf(run).toUpperCase();
      if (pace <= humanMean) return true;
      // People have typed something before, press the next key before they let go of the last one, and begin names with a capital.
      if (run[0] !== keys[0] || run[0].at - typedAt < pause) return false;
      const letters = lettersOf(run);
      const isOneCase = letters === letters.toLowerCase() || letters === letters.toUpperCase();
      return isOneCase && run.filter(({ overlaps }) => overlaps).length < 2;
    }

    /** Where a scan may begin: at the first key, or where somebody typed until the scanner came in between. */
    const starts = () => [...keys.keys()].filter((i) => i === 0 || keys[i].at - keys[i - 1].at > 3 * mean(keys.slice(i)));

    function judge(hasEnd) {
      for (const start of starts()) {
        const run = keys.slice(start);
        if (run.length < 8 || run.length > longest || !isMachine(run, hasEnd)) continue;
        const ids = readings(run).filter((text) => isId(text) && hasValidCheck(text));
        if (ids.length > 0) return { kind: "customer", ids, keys: run };
      }
      return hasEnd && keys.length >= 6 && isMachine(keys, true) ? { kind: "other", ids: readings(keys).filter(isOlderId), keys } : null;
    }

    return {
      /** Of a contact card whose first word has just come: the keys that are to be taken back, and those of them that are the card's. */
      beginsCard() {
        const length = textsOf(keys.slice(-11)).map((text) => cardStart.exec(text.toUpperCase())?.[0].length).find(Boolean) ?? Infinity;
        const first = keys.length - length;
        const start = [...starts(), first].find((i) => i >= 0 && i <= first && isMachine(keys.slice(i), true));
        return start === undefined ? null : { taken: keys.slice(start), keys: keys.slice(first) };
      },
      /** Whether a key at this time would be the next of the run. */
      goesOn: (at) => keys.length > 0 && at - keys.at(-1).at <= speed().gap,
      press(key) {
        keys.push(key);
        if (keys.length > mostKept) keys.shift();
      },
      /** What the run was; the next key begins another one. */
      end(hasEnd) {
        const verdict = judge(hasEnd);
        typedAt = verdict || hasEnd ? -Infinity : keys.at(-1)?.at ?? typedAt;
        keys = [];
        return verdict;
      },
      forget() { keys = []; },
      /** Whether it may still become a scan. */
      isComing: () => keys.length > 0 && keys.length <= longest,
      get length() { return keys.length; },
    };
  }

  // ---- Keys of this page ----
  const remembered = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* Storage may be forbidden. */ } };
  const isSlow = () => remembered("scanner") === "slow";
  const isLoud = () => remembered("scan-sounds") !== "off";
  const speed = () => isSlow() ? speeds.slow : speeds.normal;

  const run = follow(speed);
  const held = new Set();
  // A second line feed, or one that comes late, still belongs to the scan.
  const tail = 250;
  const keysComeFirst = 40;
  let endOfScan = -Infinity;
  let timer = 0;
  let heldSelect = null;

  const isIgnored = (event) => ["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "NumLock", "ScrollLock", "Unidentified"].includes(event.key);
  const isSecret = (target) => target.matches?.("[type=password], [autocomplete*=password], [autocomplete=one-time-code]");
  const isText = (target) => target.isContentEditable || target.matches?.("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea");
  const isEnd = (key) => ["Enter", "Tab", "\r", "\n", "\t"].includes(key);

  // What scanners send before and after as a control character browsers take for a shortcut.
  function characterOf(event) {
    if (event.ctrlKey && !event.altKey && /^[a-z[\\\]^_]$/i.test(event.key)) return String.fromCharCode(event.key.charCodeAt(0) & 31);
    return event.key;
  }

  // Whether the text that comes next is that of a key, which was seen already; whether the run came without keys.
  let isOfKey = false;
  let isWritten = false;

  addEventListener("keydown", (event) => {
    const target = event.composedPath()[0];
    isOfKey = event.key.length === 1 || event.key === "Dead";
    if (!event.isTrusted || isIgnored(event)) return;
    if (!document.body?.dataset.scanTo || isSecret(target) || event.isComposing || event.repeat) {
      forget();
      return;
    }
    const key = characterOf(event);
    if (card && event.timeStamp - card.at > cardGap) endCard(false);
    if (card) {
      addToCard(event, key);
      return;
    }
    if (!run.goesOn(event.timeStamp) || (isWritten && !isEnd(key))) conclude(false);
    isWritten &&= isEnd(key);
    if (isEnd(key)) end(event);
    else if (key.length > 1 && key !== "Dead" || event.metaKey || event.altKey && !event.getModifierState("AltGraph")) conclude(false);
    else press(event, key, target);
  }, true);

  addEventListener("keyup", (event) => {
    held.delete(event.code);
    isOfKey = false;
  }, true);

  // Scanners of phones and tablets hand over what they read as a keyboard on the screen does: text without keys, whole or
  // in pieces, and sometimes with the line feed in it.
  addEventListener("beforeinput", (event) => {
    const target = event.composedPath()[0];
    if (!event.isTrusted || isOfKey || event.inputType !== "insertText" || !event.data) return;
    if (!document.body?.dataset.scanTo || isSecret(target) || event.isComposing) return;
    if (card && event.timeStamp - card.at > cardGap) endCard(false);
    if (!card && !(isWritten && run.goesOn(event.timeStamp))) conclude(false);
    isWritten = true;
    for (const key of event.data) {
      if (card) addToCard(event, key);
      else if (!isEnd(key)) press(event, key, target, event.data.length > 1);
    }
    // What was read is in the field by then, to be taken back.
    if (isEnd(event.data.at(-1))) setTimeout(() => conclude(true));
  }, true);

  function press(event, key, target, isPiece = false) {
    if (run.length === 0) held.clear();
    // Whoever types on has seen the scan's end: the next Enter is their own.
    endOfScan = -Infinity;
    run.press({ key, code: event.code, shift: event.shiftKey, at: event.timeStamp, overlaps: held.size > 0, before: snapshot(target), isText: key.length === 1 && key >= " ", isPiece });
    if (event.code) held.add(event.code);
    const begun = run.beginsCard();
    if (begun) {
      beginCard(event, begun);
      return;
    }
    // In the middle of a scan a space presses no button, and "/" goes nowhere.
    if (run.length > 2 && !isText(target) && (key === " " || key === "/")) event.preventDefault();
    // Longer than the longest gap, for keys that were sent in time and come late.
    unlessKeysCome(() => conclude(false), speed().gap + 40);
  }

  // A page that is busy holds up keys and timers alike: what waits by then comes first.
  function unlessKeysCome(act, delay) {
    clearTimeout(timer);
    timer = setTimeout(() => { timer = setTimeout(act, keysComeFirst); }, delay);
  }

  function end(event) {
    const isTail = event.timeStamp - endOfScan <= tail && run.length === 0;
    if (!isTail && !conclude(true)) return;
    endOfScan = Math.max(endOfScan, event.timeStamp);
    swallow(event);
  }

  function swallow(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /** Whether it was a scan, of a customer or of something else. */
  function conclude(hasEnd) {
    clearTimeout(timer);
    if (run.length === 0) return false;
    const verdict = run.end(hasEnd);
    const isScan = verdict?.kind === "customer" || (verdict !== null && !verdict.keys.some(({ before }) => isText(before.target)));
    if (isScan) {
      endOfScan = verdict.keys.at(-1).at;
      takeBack(verdict.keys);
      scanned(verdict);
    } else if (heldSelect) {
      for (const type of ["input", "change"]) heldSelect.dispatchEvent(new Event(type, { bubbles: true }));
    }
    heldSelect = null;
    dispatchEvent(new Event("scanjudged"));
    return isScan;
  }

  /** What came so far was no scan, and nobody waits for its end any more. */
  function forget() {
    if (run.length === 0) return;
    clearTimeout(timer);
    run.forget();
    dispatchEvent(new Event("scanjudged"));
  }

  // ---- A contact card, which comes with Enters inside ----
  // From its first word on, its keys go nowhere.
  const cardGap = 400;
  // Keys bear the time they were sent at; on a busy machine the next ones come later than that.
  const cardPatience = 2000;
  const longestCard = 10_000;
  // A form that was just filled is not sent by an Enter that comes late.
  const cardTail = 1000;
  let card = null;

  function beginCard(event, { taken, keys }) {
    swallow(event);
    takeBack(taken);
    run.forget();
    heldSelect = null;
    const end = keys.length === 7 ? /(?:^|[^\\])(?:\\\\)*;;$/ : /END:VCARD$/i;
    card = { keys, end, at: event.timeStamp, typed: textKeys(taken.slice(0, -1)) };
    waitForCard();
  }

  function waitForCard() {
    unlessKeysCome(() => endCard(false), cardPatience);
  }

  function addToCard(event, key) {
    swallow(event);
    card.at = event.timeStamp;
    if (card.keys.length <= longestCard) card.keys.push({ key: { Enter: "\n", "\r": "\n", Tab: "\t" }[key] ?? key, code: event.code, shift: event.shiftKey });
    if (textsOf(card.keys.slice(-20)).some((text) => card.end.test(text))) endCard(true);
    else waitForCard();
  }

  function endCard(isWhole) {
    clearTimeout(timer);
    const { keys, at, typed } = card;
    card = null;
    endOfScan = at + cardTail - tail;
    cardScanned(isWhole && keys.length <= longestCard && window.cards?.read(cardOf(keys)) || null, typed);
    dispatchEvent(new Event("scanjudged"));
  }

  // A select goes to the option that begins with what is typed, and its list is sent at once.
  for (const type of ["input", "change"]) {
    addEventListener(type, (event) => {
      if (!event.isTrusted || !run.isComing() || !event.target.matches("select")) return;
      event.stopImmediatePropagation();
      heldSelect = event.target;
    }, true);
  }

  // ---- What a field was like before ----
  function snapshot(target) {
    const focused = document.activeElement;
    if (target.matches?.("select")) return { target, focused, selected: [...target.options].map((option) => option.selected) };
    if (target.isContentEditable) return { target, focused, html: target.innerHTML, caret: caretOf(target) };
    if (!isText(target)) return { target, focused };
    const { value, selectionStart, selectionEnd, selectionDirection } = target;
    return { target, focused, value, selection: [selectionStart, selectionEnd, selectionDirection] };
  }

  function takeBack(keys) {
    const seen = new Set();
    for (const { before } of keys) {
      if (seen.has(before.target)) continue;
      seen.add(before.target);
      restore(before);
    }
    const { focused } = keys[0].before;
    if (focused === document.activeElement || !focused?.isConnected) return;
    if (focused === document.body) document.activeElement.blur();
    else focused.focus({ preventScroll: true });
  }

  function restore({ target, value, selection, selected, html, caret }) {
    if (selected) {
      [...target.options].forEach((option, i) => { option.selected = selected[i]; });
    } else if (html !== undefined) {
      target.innerHTML = html;
      placeCaret(target, caret);
      target.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (value !== undefined) {
      const isChanged = target.value !== value;
      // What a field for numbers or dates shows may be no value.
      if (isChanged || selection[0] === null) target.value = value;
      if (selection[0] !== null) target.setSelectionRange(...selection);
      if (isChanged) target.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  function caretOf(target) {
    const chosen = getSelection();
    if (chosen.rangeCount === 0) return 0;
    const range = document.createRange();
    range.selectNodeContents(target);
    range.setEnd(chosen.focusNode, chosen.focusOffset);
    return range.toString().length;
  }

  function placeCaret(target, caret) {
    const texts = document.createTreeWalker(target, NodeFilter.SHOW_TEXT);
    for (let left = caret; texts.nextNode(); left -= texts.currentNode.length) {
      if (left <= texts.currentNode.length) return getSelection().collapse(texts.currentNode, left);
    }
    getSelection().selectAllChildren(target);
    getSelection().collapseToEnd();
  }

  // ---- What a scan does ----
  let asked = null; // The scan whose page is on its way.
  let inQuestion = null;

  function scanned({ ids, keys }) {
    const scan = { ids };
    if (ids.length > 0) {
      takeTurn(scan, textKeys(keys));
    } else {
      takeFromPages(textKeys(keys), () => true, false);
      answer(scan, "other");
    }
  }

  /** @param contact What was read of a card; null for nothing. */
  function cardScanned(contact, typed) {
    const scan = { ids: [], contact };
    if (contact && document.body.dataset.registerAt) {
      takeTurn(scan, typed);
    } else {
      takeFromPages(typed, () => true, false);
      answer(scan, contact ? "notAllowed" : "unreadable");
    }
  }

  /** What a camera read is treated as if a scanner had typed it. */
  function read(text) {
    if (cards.isCard(text)) {
      cardScanned(cards.read(text), 0);
    } else {
      const id = bare(text.toUpperCase());
      scanned({ ids: (isId(id) && hasValidCheck(id)) || isOlderId(id) ? [id] : [], keys: [] });
    }
  }

  const textKeys = (keys) => keys.filter((key) => key.isText).length;

  function takeTurn(scan, typed) {
    if (takeFromPages(typed, () => act(scan), asked !== null)) act(scan);
  }

  /** Whether it may be acted on at once, rather than in its turn after what was typed before it. */
  const takeFromPages = (keys, act, mayReplace) =>
    dispatchEvent(new CustomEvent("scan", { cancelable: true, detail: { keys, act, mayReplace } }));

  /** Whether what is typed next belongs to what is on screen then. */
  function act(scan) {
    if (scan.contact) return actOnCard(scan);
    if (asked?.ids[0] === scan.ids[0]) return true;
    const shown = scan.ids.find((id) => customer(document, id)?.checkVisibility());
    if (shown && !asked) {
      answer({ ids: [shown], name: customer(document, shown).textContent.trim() }, "same");
      return true;
    }
    if (!asked && isUnsaved()) {
      ask(scan);
      return false;
    }
    open(scan);
    return true;
  }

  function actOnCard(scan) {
    const form = asked ? null : registration(document);
    if (form ? isFilled(form) : !asked && isUnsaved()) {
      ask(scan);
      return false;
    }
    open(scan);
    return true;
  }

  const registration = (page) => page.querySelector("main form[data-takes-card=True]");
  const isFilled = (form) => [...form.querySelectorAll("input:not([type=hidden]), textarea")].some((field) => field.value);

  /** Of nobody but this person: what the card does not say is emptied. Half an address or number would be a wrong one. */
  function fill(form, contact) {
    for (const field of form.querySelectorAll("[data-card]")) {
      const text = contact[field.dataset.card];
      field.value = text.length <= field.maxLength ? text : field.matches("[type=email], [type=tel]") ? "" : text.slice(0, field.maxLength).replace(/\p{Cs}$/u, "");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  const customer = (page, id) => page.querySelector(`main [data-customer="${id}"], main [data-merged="${id}"]`);
  const question = () => document.getElementById("scan-question");

  function isUnsaved() {
    if (document.body.dataset.unsaved === "true") return true;
    return [...document.querySelectorAll("main form[method=post]:not([data-selection])")].some((form) => [...form.elements].some(isChanged));
  }

  function isChanged(control) {
    if (control.matches("[type=checkbox], [type=radio]")) return control.checked !== control.defaultChecked;
    if (control.matches("select")) return control.selectedIndex !== Math.max(0, [...control.options].findLastIndex((option) => option.defaultSelected));
    return control.matches("input:not([type=hidden]), textarea") && control.value !== control.defaultValue.replace(/\r\n?/g, "\n");
  }

  function ask(scan) {
    if (inQuestion) list(inQuestion, "skipped");
    inQuestion = scan;
    const dialog = question();
    for (const part of dialog.querySelectorAll("[data-asks]")) part.hidden = part.dataset.asks !== (scan.contact ? "card" : "customer");
    dialog.querySelector(".customer-id").textContent = scan.ids[0] ?? "";
    dialog.querySelector("bdi").textContent = scan.contact?.name || scan.contact?.email || "";
    dialog.returnValue = "";
    if (!dialog.open) dialog.showModal();
    // Not on a button: what somebody goes on typing without a look must not answer.
    dialog.focus();
    play(good);
  }

  addEventListener("close", (event) => {
    if (event.target !== question() || !inQuestion) return;
    const scan = inQuestion;
    inQuestion = null;
    if (event.target.returnValue === "open") open(scan);
    else list(scan, "stayed");
  }, true);

  function open(scan) {
    if (asked) list(asked, "skipped");
    const form = scan.contact && !asked ? registration(document) : null;
    if (form) {
      fill(form, scan.contact);
      answer(scan, "card");
      return;
    }
    asked = scan;
    const link = document.createElement("a");
    link.href = scan.contact ? document.body.dataset.registerAt : (document.querySelector("main [data-scan-to]") ?? document.body).dataset.scanTo + scan.ids[0];
    link.hidden = true;
    asked.address = link.href;
    document.body.append(link);
    link.click();
    link.remove();
  }

  // Another page was asked for.
  addEventListener("pagehiding", ({ detail }) => {
    if (detail.address === asked?.address) return;
    if (asked) list(asked, "skipped");
    asked = last = null;
  });

  addEventListener("pagearriving", (event) => {
    const { address, page, status } = event.detail;
    if (address !== asked?.address) return;
    const scan = asked;
    asked = null;
    const shown = page && (scan.contact ? registration(page) : customer(page, scan.ids[0]));
    const known = page && !scan.contact ? page.querySelector(`main [data-known="${scan.ids[0]}"]`) : null;
    if (shown && scan.contact) {
      fill(shown, scan.contact);
      answer(scan, "card");
    } else if (shown) {
      answer({ ids: [scan.ids[0]], name: shown.textContent.trim() }, "found");
    } else if (known) {
      offer(event, scan, known);
    } else if (status >= 400 && status !== 404) {
      fail(event, scan, "failed");
    } else if (!page?.body.dataset.scanTo) {
      answer(scan, "signedOut");
    } else if (scan.ids.length > 1) {
      event.preventDefault();
      open({ ids: scan.ids.slice(1) });
    } else {
      fail(event, scan, scan.contact ? "failed" : "unknown");
    }
  });

  addEventListener("pagestaying", () => {
    if (!asked) return;
    const scan = asked;
    asked = null;
    fail(null, scan, "unreachable");
  });

  /** The page stays. If it shows somebody else, what is typed next is not meant for them. */
  function fail(event, scan, outcome) {
    event?.preventDefault();
    answer(scan, outcome);
    if (document.querySelector("main [data-customer]")) strip()?.focus({ preventScroll: true });
  }

  /** The page stays. The next key is for whether to register the person here. */
  function offer(event, { ids: [id] }, known) {
    event.preventDefault();
    const text = (part) => known.querySelector(`[data-known-${part}]`).textContent.trim();
    answer({ ids: [id], name: text("name"), offer: { text: text("offer"), address: known.getAttribute("href") } }, "known");
    (strip()?.querySelector(".scan-answer a") ?? strip())?.focus({ preventScroll: true });
  }

  // ---- What is answered: to be seen, heard, and read ----
  const words = {
    found: (id, name) => `Found ${isolated(name)}, ID ${id}.`,
    same: (id, name) => `${isolated(name)}, ID ${id}, is already open.`,
    unknown: (id) => `No customer has ID ${id}.`,
    known: (id, name) => ` ${isolated(name)}, ID ${id}.`,
    other: () => "Not a customer ID.",
    card: (_, name) => `${name ? `The form is filled in for ${isolated(name)}` : "The form is filled in"}. Check it, then save.`,
    unreadable: () => "Can't read this contact card. Scan it again, or type the details.",
    notAllowed: () => "Your account can't register customers.",
    unreachable: () => "Can't reach the server. Scan again.",
    failed: () => "The server couldn't complete the request. Scan again.",
    signedOut: (id) => id ? "Sign in to open this customer." : "Sign in, then scan the card again.",
  };
  const short = {
    found: "Found", same: "Already open", unknown: "No such customer", known: "Known elsewhere", other: "Not a customer ID", unreachable: "Server not reached",
    failed: "Server error", signedOut: "Signed out", card: "Contact card", unreadable: "Contact card not read", notAllowed: "Contact card", stayed: "Not opened", skipped: "Not opened",
  };
  // A name in Arabic turns nothing around it.
  const isolated = (name) => `\u2068${name}\u2069`;
  const isGood = (outcome) => ["found", "same", "card"].includes(outcome);
  const mostListed = 5;
  // With the name, which is stored nowhere.
  let last = null;

  const strip = () => document.getElementById("scan-strip");

  function answer({ ids, name, contact, offer }, outcome) {
    list({ ids }, outcome);
    last = { text: words[outcome](ids[0], name ?? contact?.name), outcome, offer };
    show();
    announce((offer?.text ?? "") + last.text);
    play(isGood(outcome) ? good : bad);
  }

  function announce(text) {
    // A page that has just come is read first.
    setTimeout(() => {
      const dialog = question();
      const status = dialog?.open ? dialog.querySelector("[role=status]") : document.getElementById("announcement");
      if (status) status.textContent = text;
    }, 150);
  }

  function listed() {
    try { return JSON.parse(sessionStorage.getItem("scans")) ?? []; } catch { return []; }
  }

  function list({ ids: [id] }, outcome) {
    const scans = [{ id, outcome }, ...listed()].slice(0, mostListed);
    try { sessionStorage.setItem("scans", JSON.stringify(scans)); } catch { /* As above. */ }
    show();
  }

  function show() {
    const scans = listed();
    const bar = strip();
    if (!bar || scans.length === 0) return;
    bar.hidden = false;
    bar.classList.toggle("is-good", last !== null && isGood(last.outcome));
    bar.classList.toggle("is-bad", last !== null && !isGood(last.outcome));
    // First what is offered: of a long answer the end is not seen.
    bar.querySelector(".scan-answer").replaceChildren(...(last?.offer ? [offered(last.offer)] : []), last?.text ?? "");
    document.querySelector("#scan-list ol").replaceChildren(...scans.map(line));
  }

  function offered({ text, address }) {
    if (!address) return text;
    const link = document.createElement("a");
    [link.href, link.textContent] = [address, text];
    return link;
  }

  function line({ id, outcome }) {
    const item = document.createElement("li");
    const name = document.createElement("span");
    name.className = "customer-id";
    name.textContent = id ?? "";
    item.append(...(id ? [name, " "] : []), short[outcome]);
    return item;
  }

  // ---- Sounds ----
  // Hertz and seconds: two short ones that rise, a long low one.
  const good = [[880, .07], [1320, .09]];
  const bad = [[196, .16], [147, .3]];
  let sound = null;

  function play(tones) {
    if (!isLoud() || !window.AudioContext) return;
    sound ??= new AudioContext();
    sound.resume();
    let from = sound.currentTime;
    for (const [frequency, duration] of tones) {
      const [tone, volume] = [sound.createOscillator(), sound.createGain()];
      tone.frequency.value = frequency;
      tone.type = tones === bad ? "square" : "sine";
      volume.gain.setValueAtTime(.15, from);
      // Cut off at once it would click.
      volume.gain.linearRampToValueAtTime(0, from + duration);
      tone.connect(volume).connect(sound.destination);
      tone.start(from);
      tone.stop(from += duration);
    }
  }

  // ---- Settings of this browser ----
  addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-scan-sounds], [data-scanner-slow]");
    if (!button) return;
    if (button.matches("[data-scan-sounds]")) {
      remember("scan-sounds", isLoud() ? "off" : "on");
      play(good);
    } else {
      remember("scanner", isSlow() ? "normal" : "slow");
    }
    showSettings();
  });

  function showSettings() {
    for (const button of document.querySelectorAll("[data-scan-sounds]")) button.setAttribute("aria-pressed", isLoud());
    for (const button of document.querySelectorAll("[data-scanner-slow]")) button.setAttribute("aria-pressed", isSlow());
  }

  function showPage() {
    if (location.pathname.startsWith(document.querySelector("meta[name=sign-in]").content)) {
      last = null;
      try { sessionStorage.removeItem("scans"); } catch { /* As above. */ }
    }
    showSettings();
    show();
  }
  addEventListener("pagechange", showPage);
  addEventListener("DOMContentLoaded", showPage);

  // Pages ask whether half a scan has come, function keys whether something would be lost; the camera hands over what it reads.
  Object.defineProperty(window, "scans", { value: Object.freeze({ follow, speeds, isComing: () => card !== null || run.isComing(), isUnsaved, read, cardOf }) });
})();
