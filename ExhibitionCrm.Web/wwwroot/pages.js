// Pages follow one another within one document, so that there is always somebody who takes the keys: what is typed
// while the next page is on its way is kept and typed into it, all of it or nothing. Comes before everything that can
// be typed into, and blocks; without it, pages are loaded as ever.
(() => {
  const warning = "What you typed while the page was loading wasn't used. Check the page, then type it again.";
  const unreachable = "Can't reach the server. Nothing was lost. Try again.";
  const unable = "The server couldn't complete the request. Nothing was lost. Try again.";
  // Milliseconds that the answer to a form may take which is kept otherwise.
  const patience = 8_000;
  // Milliseconds in which another press of Enter, or of a button, belongs to the one before.
  const secondPress = 500;
  const ignored = ["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "NumLock", "ScrollLock", "Escape", "ContextMenu"];

  const signIn = document.querySelector("meta[name=sign-in]").content;

  // Keys, and among them what scans do in their turn.
  const kept = [];
  let holding = true;
  let playing = false;
  let visiting = null;
  let leaving = false;
  let settling = null;
  let answerableFrom = 0;
  let shown = place();

  // Where the last key went, as long as the person has not gone elsewhere since: what is typed in one go goes to one place.
  let taker = null;

  // Whether something was typed that cannot be given to the page: it went to the page before this one or came before
  // this script, or was no plain key.
  let broken = takeNote() || (performance.eventCounts?.get("keydown") ?? 0) > 0;

  function place() { return location.pathname + location.search; }

  const isScan = (key) => typeof key === "function";
  const isText = (key) => !isScan(key) && key.length === 1;
  const isFunction = (key) => /^F\d+$/.test(key);
  const isField = (target) => target.matches?.("input:not([type=checkbox], [type=radio]), textarea, select");
  const isCommand = (event) => (event.ctrlKey || event.metaKey || event.altKey) && !event.getModifierState("AltGraph");
  const typed = () => broken || kept.some(isText);

  // ---- From one document to the next: only whether something was typed, never what ----
  function takeNote() {
    try {
      const note = sessionStorage.getItem("typed");
      sessionStorage.removeItem("typed");
      return note !== null;
    } catch {
      return false; // Storage may be forbidden.
    }
  }

  function leaveNote() {
    try { sessionStorage.setItem("typed", "yes"); } catch { /* As above. */ }
  }

  addEventListener("beforeunload", () => {
    leaving = true;
    takeNote();
    if (typed()) leaveNote();
  });

  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    leaving = false;
    stopHolding();
  });

  // ---- Keys ----
  addEventListener("keydown", (event) => {
    if (!event.isTrusted || playing || isCommand(event)) return;
    // They move the focus on purpose.
    if (!holding && (event.key === "Escape" || isFunction(event.key))) taker = null;
    if (isFunction(event.key)) return;
    if (leaving && isText(event.key)) leaveNote();
    if (!holding) {
      if (isText(event.key)) watch(event);
      else if (!ignored.includes(event.key)) taker = null;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.isComposing) broken = true;
    else if (isText(event.key) || ["Enter", "Backspace", "Tab"].includes(event.key)) kept.push(event.key);
    else if (!ignored.includes(event.key)) broken = true;
  }, true);

  // The focus moved between two keys, and it was not the person who moved it: what came before is lost, or stands elsewhere.
  function watch(event) {
    const target = event.composedPath()[0];
    const went = isField(target) ? target : document.body;
    const isSplit = taker !== null && taker !== went && went !== document.body;
    // Of the keys that do something by themselves, "/" moves the focus on purpose.
    taker = went === document.body && event.key === "/" ? null : went;
    if (!isSplit) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    refuse(target);
  }

  addEventListener("pointerdown", () => { taker = null; }, true);

  // What comes without keys: pasted, dictated, from a phone's keyboard.
  addEventListener("beforeinput", (event) => {
    if (!holding || playing) return;
    event.preventDefault();
    if (event.inputType === "insertText" && event.data && /^[ -\ud7ff\ue000-\uffff]+[\r\n\t]*$/.test(event.data)) kept.push(...event.data.trimEnd());
    else broken = true;
  }, true);

  // Its keys are no text. What it does waits for what was typed before, and what is typed after waits for it.
  addEventListener("scan", (event) => {
    if (!holding) return;
    kept.splice(Math.max(0, kept.length - event.detail.keys));
    if (event.detail.mayReplace && visiting && !typed()) return;
    event.preventDefault();
    kept.push(event.detail.act);
  });

  // Not between two who listen to the same key.
  addEventListener("scanjudged", () => {
    const judged = settling;
    setTimeout(() => { if (judged && judged === settling) judged(); });
  });

  function hold() {
    holding = true;
    taker = settling = null;
    document.documentElement.classList.add("is-loading");
  }

  function stopHolding() {
    const scan = kept.findLastIndex(isScan);
    kept.splice(0, scan < 0 ? kept.length : scan);
    holding = broken = false;
    document.documentElement.classList.remove("is-loading");
    if (kept.length > 0) play();
  }

  /** Gives the page the focus and the keys that were meant for it. */
  function settle(isWhatWasAskedFor, mayWait = true) {
    // Half a scan is typed nowhere. Whoever types on does not wait for longer.
    settling = mayWait && window.scans?.isComing() ? () => settle(isWhatWasAskedFor, false) : null;
    if (settling) return;
    const field = document.querySelector("[autofocus]");
    const scan = kept.findIndex(isScan);
    const wasTyped = broken || kept.slice(0, scan < 0 ? kept.length : scan).some(isText);
    if (wasTyped && !(isWhatWasAskedFor && !broken && mayTakeKeys(field))) {
      refuse(field);
      return;
    }
    if (field) {
      field.focus();
      if (field.value) field.select?.();
    }
    // Enter pressed twice is not meant for the next page.
    while (kept.length > 0 && !isText(kept[0]) && !isScan(kept[0])) kept.shift();
    play();
  }

  // A page that asks about what was sent did not wait for what comes next.
  const mayTakeKeys = (field) => !field?.value && !document.querySelector("main [aria-invalid=true], main .alert-danger");

  function play() {
    playing = true;
    document.documentElement.classList.remove("is-loading");
    holding = false;
    let taken = true;
    while (taken && !holding && kept.length > 0) {
      const key = kept.shift();
      taken = isScan(key) ? key() || !kept.some(isText) : press(key);
      taker = isText(key) && isField(document.activeElement) ? document.activeElement : null;
    }
    playing = false;
    if (!taken) refuse(null);
    else if (!holding) stopHolding();
  }

  function press(key) {
    const target = document.activeElement ?? document.body;
    const isNews = target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    if (!isNews) return true;
    if (key === "Tab") return toNext(target);
    if (key === "Enter" && target.matches("a[href], button")) target.click();
    else if (key === "Enter" && target.matches("input") && target.form) target.form.requestSubmit(defaultButton(target.form));
    else if (target.matches("input:not([type=checkbox], [type=radio]), textarea")) return enter(target, key);
    else return !isText(key);
    return true;
  }

  /** Whether the field has taken it. */
  function enter(target, key) {
    const before = target.value;
    if (key === "Backspace") document.execCommand("delete");
    else if (key === "Enter") document.execCommand("insertLineBreak");
    else document.execCommand("insertText", false, key);
    return !isText(key) || target.value !== before || target.value.length === target.maxLength;
  }

  const defaultButton = (form) => [...form.elements].find((control) => control.type === "submit");

  function toNext(from) {
    const stops = [...document.querySelectorAll("a[href], button, input, select, textarea")]
      .filter((stop) => !stop.disabled && stop.tabIndex >= 0 && stop.checkVisibility());
    const next = stops[stops.indexOf(from) + 1];
    next?.focus();
    next?.select?.();
    return true;
  }

  /** Nothing of it is used, and the focus is where further keys do nothing: Tab leads to the field. */
  function refuse(field) {
    taker = null;
    document.querySelector(".typed-too-early")?.remove();
    const note = document.createElement("div");
    note.className = "alert alert-warning typed-too-early";
    note.role = "alert";
    note.tabIndex = -1;
    note.textContent = warning;
    const before = (field ?? document.querySelector("main [aria-invalid=true]"))?.closest(".field, form");
    if (before) before.before(note);
    else (document.querySelector("main .container-xl, main") ?? document.body).prepend(note);
    note.focus();
    stopHolding();
  }

  // ---- Pages ----
  // Who presses twice has not read what the page asks: the second press is no answer.
  addEventListener("submit", (event) => {
    if (!event.submitter || performance.now() >= answerableFrom) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  function pauseFor(isAsking) {
    const from = answerableFrom = isAsking ? performance.now() + secondPress : 0;
    document.documentElement.classList.toggle("is-asking", isAsking);
    if (isAsking) setTimeout(() => { if (from === answerableFrom) pauseFor(false); }, secondPress);
  }

  addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    const action = new URL(submitter?.hasAttribute("formaction") ? submitter.formAction : form.action, location.href);
    if (event.defaultPrevented || action.origin !== location.origin || form.target) return;
    if (form.method === "dialog" || form.dataset.document !== undefined || submitter?.dataset.document !== undefined) return;
    event.preventDefault();
    const data = new FormData(form, submitter);
    // Only so are files sent, rather than their names.
    const values = form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
    if (form.method === "get") action.search = values;
    visit(action, form.method === "get" ? {} : { method: "post", body: values }, form.dataset.kept ? form : null);
  });

  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.origin !== location.origin || link.target || link.hasAttribute("download") || link.dataset.document !== undefined) return;
    if (link.hash && link.pathname + link.search === place()) return;
    event.preventDefault();
    visit(new URL(link.href), {});
  });

  // The browser's own way back, with its place in the page. A step within the page is none.
  addEventListener("popstate", () => { if (place() !== shown) location.reload(); });

  /** A form that may be kept gets no answer for ever. */
  async function visit(address, request, form = null) {
    if (!playing && typed()) broken = true;
    visiting?.abort();
    const visit = visiting = new AbortController();
    hold();
    dispatchEvent(new CustomEvent("pagehiding", { detail: { address: address.href } }));
    const late = form ? setTimeout(() => visit.abort(), patience) : 0;
    if (form) dispatchEvent(new CustomEvent("formsending", { detail: { form, address, values: request.body } }));
    try {
      const answer = await fetch(address, { ...request, signal: visit.signal });
      const page = await read(answer);
      if (visit !== visiting) return;
      clearTimeout(late);
      if (form && isCutOff(answer, page)) throw new Error("No answer of the program's.");
      if (form) dispatchEvent(new Event("formanswered"));
      if (isWanted(page, answer, address)) arrive(page, answer, address, request);
      else if (visit === visiting) stay("");
    } catch {
      if (visit === visiting) stay(form && isKept(form) ? "" : unreachable, true);
    }
    clearTimeout(late);
    if (visit === visiting) visiting = null;
  }

  // Of whatever stands in between, or half an answer, which led nowhere.
  const isCutOff = ({ status, redirected, ok }, page) =>
    (status >= 300 && status < 400) || (redirected && !ok) || (status > 501 && !page?.querySelector("meta[name=sign-in]"));

  const isKept = (form) => !dispatchEvent(new CustomEvent("formunanswered", { cancelable: true, detail: { form } }));

  // Who looks at the page before may also have asked for another one.
  const isWanted = (page, { status }, { href }) =>
    dispatchEvent(new CustomEvent("pagearriving", { cancelable: true, detail: { page, status, address: href } }));

  async function read(answer) {
    const isPage = answer.headers.get("Content-Type")?.startsWith("text/html");
    return isPage ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  }

  function arrive(page, answer, address, request) {
    const isNew = request.method !== "post" || answer.redirected;
    if (page && (hasOurFiles(page) || (!isNew && page.querySelector("head script[src*='pages.']")))) {
      show(page, isNew ? answer.url + address.hash : null);
      pauseFor(!isNew);
      // Who is not signed in any more types nothing into the form for that.
      settle(isSignIn(answer.url) === isSignIn(address.href) || !isSignIn(answer.url));
    } else if (isNew) {
      location.assign(answer.url);
    } else {
      stay(unable);
    }
  }

  const isSignIn = (url) => new URL(url).pathname.startsWith(signIn);

  // Another version of the program, or a page that is made otherwise, needs a document of its own.
  const files = (page) => [...page.querySelectorAll("head script[src], head link[rel=stylesheet]")].map((file) => file.getAttribute("src") ?? file.getAttribute("href"));
  const hasOurFiles = (page) => files(page).join() === files(document).join();

  function show(page, url) {
    document.title = page.title;
    document.body.replaceWith(document.adoptNode(page.body));
    if (url !== null && url !== location.href) history.pushState(null, "", url);
    shown = place();
    scrollTo(0, 0);
    dispatchEvent(new Event("pagechange"));
    document.getElementById("content")?.focus({ preventScroll: true });
  }

  function stay(why, isUnreachable = false) {
    dispatchEvent(new CustomEvent("pagestaying", { detail: { isUnreachable } }));
    const alert = document.getElementById("connection-alert");
    if (alert) [alert.textContent, alert.hidden] = [why, !why];
    if (typed()) refuse(document.activeElement);
    else stopHolding();
  }

  addEventListener("DOMContentLoaded", () => settle(true));
})();
