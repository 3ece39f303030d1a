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

  // Without control characters, and without what names the kind of code.
  const bare = (text) => text.replace(/[\0-\x1f\x7f]/g, "").replace(/^\][A-Z][0-9A-Z]/, "").trim();

  /** Follows keys; says of each run of fast ones what it was. Knows nothing of pages: { key, code, at, overlaps }. */
  function follow(speed) {
    let keys = [];
    let typedAt = -Infinity;

    const mean = (run) => run.length < 2 ? 0 : (run.at(-1).at - run[0].at) / (run.length - 1);

    function isMachine(run, hasEnd) {
      const pace = mean(run);
      if (pace > speed().mean || (pace > needsEnd && !hasEnd)) return false;
      if (pace <= humanMean) return true;
      // People have typed something before, press the next key before they let go of the last one, and begin names with a capital.
      if (run[0] !== keys[0] || run[0].at - typedAt < pause) return false;
      const letters = run.map(({ key }) => key).filter((key) => /^[a-z]$/i.test(key)).join("");
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
  let endOfScan = -Infinity;
  let timer = 0;
  let heldSelect = null;

  const isIgnored = (event) => ["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "NumLock", "ScrollLock", "Unidentified"].includes(event.key);
  const isSecret = (target) => target.matches?.("[type=password], [autocomplete*=password], [autocomplete=one-time-code]");
  const isText = (target) => target.isContentEditable || target.matches?.("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea");
  const isEnd = (key) => ["Enter", "Tab", "\r", "\n"].includes(key);

  // What scanners send before and after as a control character browsers take for a shortcut.
  function characterOf(event) {
    if (event.ctrlKey && !event.altKey && /^[a-z[\\\]^_]$/i.test(event.key)) return String.fromCharCode(event.key.charCodeAt(0) & 31);
    return event.key;
  }

  addEventListener("keydown", (event) => {
    const target = event.composedPath()[0];
    if (!event.isTrusted || isIgnored(event)) return;
    if (!document.body?.dataset.scanTo || isSecret(target) || event.isComposing || event.repeat) {
      run.forget();
      return;
    }
    if (!run.goesOn(event.timeStamp)) conclude(false);
    const key = characterOf(event);
    if (isEnd(key)) end(event);
    else if (key.length > 1 && key !== "Dead" || event.metaKey || event.altKey && !event.getModifierState("AltGraph")) conclude(false);
    else press(event, key, target);
  }, true);

  addEventListener("keyup", (event) => held.delete(event.code), true);

  function press(event, key, target) {
    if (run.length === 0) held.clear();
    // Whoever types on has seen the scan's end: the next Enter is their own.
    endOfScan = -Infinity;
    run.press({ key, code: event.code, at: event.timeStamp, overlaps: held.size > 0, before: snapshot(target), isText: key.length === 1 && key >= " " });
    held.add(event.code);
    // In the middle of a scan a space presses no button, and "/" goes nowhere.
    if (run.length > 2 && !isText(target) && (key === " " || key === "/")) event.preventDefault();
    clearTimeout(timer);
    // Longer than the longest gap, for keys that were sent in time and come late.
    timer = setTimeout(() => conclude(false), speed().gap + 40);
  }

  function end(event) {
    const isTail = event.timeStamp - endOfScan <= tail && run.length === 0;
    if (!isTail && !conclude(true)) return;
    endOfScan = event.timeStamp;
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
    if (ids.length === 0) {
      takeFromPages(keys, () => true, false);
      answer(scan, "other");
    } else if (takeFromPages(keys, () => act(scan), asked !== null)) {
      act(scan);
    }
  }

  /** Whether it may be acted on at once, rather than in its turn after what was typed before it. */
  const takeFromPages = (keys, act, mayReplace) =>
    dispatchEvent(new CustomEvent("scan", { cancelable: true, detail: { keys: keys.filter((key) => key.isText).length, act, mayReplace } }));

  /** Whether what is typed next belongs to what is on screen then. */
  function act(scan) {
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

  const customer = (page, id) => page.querySelector(`main [data-customer="${id}"]`);
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
    dialog.querySelector(".customer-id").textContent = scan.ids[0];
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
    asked = scan;
    const link = document.createElement("a");
    link.href = (document.querySelector("main [data-scan-to]") ?? document.body).dataset.scanTo + scan.ids[0];
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
    const shown = page && customer(page, scan.ids[0]);
    if (shown) {
      answer({ ids: [scan.ids[0]], name: shown.textContent.trim() }, "found");
    } else if (status >= 400 && status !== 404) {
      fail(event, scan, "failed");
    } else if (!page?.body.dataset.scanTo) {
      answer(scan, "signedOut");
    } else if (scan.ids.length > 1) {
      event.preventDefault();
      open({ ids: scan.ids.slice(1) });
    } else {
      fail(event, scan, "unknown");
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

  // ---- What is answered: to be seen, heard, and read ----
  const words = {
    found: (id, name) => `Found ${isolated(name)}, ID ${id}.`,
    same: (id, name) => `${isolated(name)}, ID ${id}, is already open.`,
    unknown: (id) => `No customer has ID ${id}.`,
    other: () => "Not a customer ID.",
    unreachable: () => "Can't reach the server. Scan again.",
    failed: () => "The server couldn't complete the request. Scan again.",
    signedOut: () => "Sign in to open this customer.",
  };
  const short = {
    found: "Found", same: "Already open", unknown: "No such customer", other: "Not a customer ID", unreachable: "Server not reached",
    failed: "Server error", signedOut: "Signed out", stayed: "Not opened", skipped: "Not opened",
  };
  // A name in Arabic turns nothing around it.
  const isolated = (name) => `\u2068${name}\u2069`;
  const isGood = (outcome) => ["found", "same"].includes(outcome);
  const mostListed = 5;
  // With the name, which is stored nowhere.
  let last = null;

  const strip = () => document.getElementById("scan-strip");

  function answer({ ids, name }, outcome) {
    list({ ids }, outcome);
    last = { text: words[outcome](ids[0], name), outcome };
    show();
    announce(last.text);
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
    bar.querySelector(".scan-answer").textContent = last?.text ?? "";
    document.querySelector("#scan-list ol").replaceChildren(...scans.map(line));
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

  // Pages ask whether half a scan has come, function keys whether something would be lost.
  Object.defineProperty(window, "scans", { value: Object.freeze({ follow, speeds, isComing: run.isComing, isUnsaved }) });
})();
