// On a bad network nothing typed waits unseen: a form that got no answer is kept in this browser for the person who sent
// it, and sent again under its own key, which saves it once however often it arrives. Says in the header how it stands.
(() => {
  // Milliseconds.
  const slow = 2_000;
  const patience = 8_000;
  const firstPause = 2_000;
  const longestPause = 15_000;
  const mostSent = 5;
  const busy = [429, 502, 503, 504];

  let state = "online";
  let sending = null;
  let pause = firstPause;
  let timer = 0;
  let slowTimer = 0;

  // What was sent since this document was loaded, with where it led.
  let sent = [];

  const owner = () => document.body?.dataset.owner ?? "";
  const token = "__RequestVerificationToken";
  // Where nothing is ever saved, but whoever has to show first who they are is led.
  const account = document.querySelector("meta[name=sign-in]").content.replace(/[^/]+$/, "");
  const announce = (text) => {
    const status = document.getElementById("announcement");
    if (status) status.textContent = text;
  };

  // ---- What waits, in the order in which it was typed ----
  const storeOf = (person) => `waiting:${person}`;

  // Storage may be forbidden or full. What cannot be stored lasts as long as this document, and leaving it asks.
  const unstored = new Map();

  function waiting() {
    const others = unstored.get(owner()) ?? [];
    try { return [...JSON.parse(localStorage.getItem(storeOf(owner()))) ?? [], ...others]; } catch { return others; }
  }

  function change(edit) {
    const items = edit(waiting());
    unstored.delete(owner());
    try {
      if (items.length > 0) localStorage.setItem(storeOf(owner()), JSON.stringify(items));
      else localStorage.removeItem(storeOf(owner()));
    } catch {
      unstored.set(owner(), items);
    }
    show();
  }

  const add = (item) => change((items) => [...items.filter((one) => one.key !== item.key), item]);
  const remove = (key) => change((items) => items.filter((item) => item.key !== key));

  const keyOf = (form) => form.querySelector("[data-form-key]");

  function itemOf({ form, address, values }) {
    const what = form.dataset.kept.replace(/\{(.+?)\}/g, (_, name) => values.get(name)?.trim() ?? "");
    const fields = [...values].filter(([name]) => name !== token);
    return { key: keyOf(form).value, what, address: address.href, fields, trouble: "", needsSignIn: false };
  }

  // The form whose answer this page waits for.
  let pending = null;

  addEventListener("formsending", ({ detail }) => { pending = owner() ? itemOf(detail) : null; });
  addEventListener("formanswered", () => { pending = null; });

  /** Somebody goes on without the answer, or closes the tab. */
  function keepPending() {
    if (pending) add(pending);
    pending = null;
  }
  addEventListener("pagehide", keepPending);

  // pages.js asks what becomes of a form without an answer: it is kept, and the page is ready for the next one.
  addEventListener("formunanswered", (event) => {
    const { form } = event.detail;
    if (!pending) return;
    event.preventDefault();
    const { what } = pending;
    turn("offline");
    keepPending();
    empty(form);
    tell(form, what);
    again(firstPause);
  });

  function empty(form) {
    for (const control of form.querySelectorAll("input:not([type=hidden]), textarea")) {
      if (control.type === "checkbox") control.checked = control.defaultChecked = false;
      else control.value = control.defaultValue = "";
      control.classList.remove("is-invalid");
      control.removeAttribute("aria-invalid");
      control.dispatchEvent(new Event("input", { bubbles: true }));
    }
    for (const said of form.querySelectorAll(".field-error, [data-answer]")) said.remove();
    document.querySelectorAll("main .alert").forEach((said) => said.remove());
    keyOf(form).value = newKey();
    document.body.dataset.unsaved = "false";
    const next = document.getElementById("customer") ?? form.querySelector("input:not([type=hidden])");
    next.focus();
    next.select();
  }

  // crypto.randomUUID is there on secure pages only.
  function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  function tell(form, what) {
    const note = document.createElement("div");
    note.className = "alert alert-warning kept-note";
    note.role = "status";
    const name = document.createElement("strong");
    name.dir = "auto";
    name.textContent = what;
    const text = document.createElement("div");
    text.append(name, " isn't saved yet: the server hasn't answered. It's kept and sent again by itself.");
    note.append(text);
    (form.closest(".card") ?? form).before(note);
    announce(text.textContent);
  }

  // ---- Sending again ----
  function again(after) {
    clearTimeout(timer);
    timer = setTimeout(send, after);
  }

  async function send() {
    const item = waiting().find((one) => !one.trouble);
    if (sending || !owner() || (!item && state === "online")) return;
    sending = new AbortController();
    const late = setTimeout(() => sending.abort(), patience);
    const person = owner();
    let isAnswered = false;
    try {
      isAnswered = item ? await deliver(item, person, sending.signal) : await isThere(sending.signal);
    } catch { /* Not yet, then. */ }
    clearTimeout(late);
    sending = null;
    turn(isAnswered ? "online" : "offline");
    pause = isAnswered ? firstPause : Math.min(2 * pause, longestPause);
    if (state !== "online") again(pause);
    else if (waiting().some((one) => !one.trouble)) again(0);
  }

  const isThere = async (signal) => (await fetch(document.body.dataset.alive, { cache: "no-store", signal })).ok;

  /** Whether the server answered, whatever it said. */
  async function deliver(item, person, signal) {
    const answer = await post(item, person, signal);
    const html = await answer?.text();
    if (person !== owner() || busy.includes(answer?.status)) return false;
    const led = answer && new URL(answer.url);
    if (!answer || answer.status === 401 || (answer.redirected && led.pathname.startsWith(account))) {
      trouble(item, "Sign in again to send it.", true);
    } else if (answer.redirected && answer.ok) {
      sent = [{ ...item, href: led.pathname + led.search }, ...sent].slice(0, mostSent);
      remove(item.key);
      saved(item.what);
    } else {
      trouble(item, reasonOf(html));
    }
    return true;
  }

  // With the token of the page that is open; where that has ended with its session, with a new one, unless somebody else
  // has signed in at this browser meanwhile: nothing then.
  async function post(item, person, signal) {
    const answer = await submit(item, tokenOf(document), signal);
    if (answer.status !== 400) return answer;
    const page = new DOMParser().parseFromString(await (await fetch(item.address, { signal })).text(), "text/html");
    return page.body.dataset.owner === person ? submit(item, tokenOf(page), signal) : null;
  }

  // Called a script's, it is answered 401 rather than led to the sign-in page, which leads whoever has signed in meanwhile
  // on to another page: that would look like saved.
  const submit = (item, value, signal) =>
    fetch(item.address, { method: "post", body: bodyOf(item, value), headers: { "X-Requested-With": "XMLHttpRequest" }, signal });

  const tokenOf = (page) => page.querySelector(`input[name=${token}]`)?.value ?? "";
  const bodyOf = ({ fields }, value) => new URLSearchParams([...fields, [token, value]]);

  function reasonOf(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    return page.querySelector("main .field-error, main .alert-danger")?.textContent.replace(/\s+/g, " ").trim() || "The server refused it.";
  }

  function trouble(item, why, needsSignIn = false) {
    change((items) => items.map((one) => one.key === item.key ? { ...one, trouble: why, needsSignIn } : one));
    announce(`${item.what} isn't saved. ${why}`);
  }

  function saved(what) {
    const note = document.querySelector(".kept-note");
    announce(`${what} is saved.`);
    if (note?.querySelector("strong").textContent !== what) return;
    note.classList.replace("alert-warning", "alert-success");
    const name = note.querySelector("strong");
    name.parentElement.replaceChildren(name, " is saved.");
  }

  // ---- How the network is ----
  function turn(to) {
    if (state === to) return;
    state = to;
    show();
  }

  let askedAt = 0;

  addEventListener("pagehiding", () => {
    keepPending();
    askedAt = performance.now();
    clearTimeout(slowTimer);
    slowTimer = setTimeout(() => { if (state === "online") turn("slow"); }, slow);
  });

  addEventListener("pagearriving", () => {
    clearTimeout(slowTimer);
    turn(performance.now() - askedAt > slow ? "slow" : "online");
    pause = firstPause;
    again(state === "online" ? 0 : pause);
  });
  addEventListener("pagestaying", ({ detail }) => {
    clearTimeout(slowTimer);
    if (!detail?.isUnreachable) return;
    turn("offline");
    again(pause);
  });
  addEventListener("offline", () => turn("offline"));
  addEventListener("online", () => again(0));

  // ---- What is shown ----
  /** On a small screen the dot and the number say it. */
  function words({ length }) {
    const word = { online: "Online", slow: "Slow", offline: "Offline" }[state];
    if (length === 0) return [word];
    return [wide(state === "online" ? "" : `${word}, `), `${length}`, wide(" waiting")];
  }

  function wide(text) {
    const span = document.createElement("span");
    span.className = "network-wide";
    span.textContent = text;
    return span;
  }

  function show() {
    const button = document.getElementById("network");
    if (!button) return;
    const items = waiting();
    button.dataset.state = items.length > 0 && state === "online" ? "slow" : state;
    button.querySelector(".network-text").replaceChildren(...words(items));
    document.querySelector("#waiting-list ol").replaceChildren(...items.map(line), ...sent.map(doneLine));
    document.querySelector("#waiting-list .waiting-none").hidden = items.length + sent.length > 0;
  }

  function line(item) {
    const row = rowOf(item, item.trouble || "Waiting to be sent");
    if (item.trouble) row.append(button("Open", () => open(item)));
    row.append(button("Discard", () => { if (confirm(`Discard “${item.what}”? It isn't saved.`)) remove(item.key); }));
    return row;
  }

  function doneLine(item) {
    const row = rowOf(item, "Saved");
    const link = document.createElement("a");
    link.className = "btn btn-sm";
    link.href = item.href;
    link.textContent = "Open";
    row.append(link);
    return row;
  }

  function rowOf({ what }, how) {
    const row = document.createElement("li");
    const text = document.createElement("div");
    const name = document.createElement("div");
    name.dir = "auto";
    name.textContent = what;
    const said = document.createElement("div");
    said.className = "text-secondary";
    said.textContent = how;
    text.append(name, said);
    row.append(text);
    return row;
  }

  function button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-sm";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }

  /** Shows what the server has to ask, in the form as it was typed. */
  function open(item) {
    document.getElementById("waiting-list").hidePopover();
    if (window.scans?.isUnsaved() && !confirm("Leave this page? What you typed here isn't saved.")) return;
    const form = document.createElement("form");
    form.method = "post";
    form.action = item.address;
    form.hidden = true;
    for (const [name, value] of bodyOf(item, tokenOf(document))) {
      const field = document.createElement("input");
      field.type = "hidden";
      [field.name, field.value] = [name, value];
      form.append(field);
    }
    document.querySelector("main").append(form);
    opening = item;
    form.requestSubmit();
  }

  // It waits until its page is there.
  let opening = null;
  addEventListener("pagearriving", ({ detail }) => {
    if (opening && detail.status === 200 && detail.address === opening.address) remove(opening.key);
    opening = null;
  });

  addEventListener("submit", (event) => {
    const count = waiting().length;
    if (count === 0 || !event.target.matches("[data-signs-out]")) return;
    if (confirm(`Not saved yet: ${count}. It stays in this browser until you sign in here again. Sign out?`)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  addEventListener("beforeunload", (event) => { if (pending || waiting().length > 0) event.preventDefault(); });

  // Of another tab.
  addEventListener("storage", show);

  let shownTo = "";

  function showPage() {
    if (shownTo !== owner()) sent = [];
    shownTo = owner();
    // Whoever signed in again may send what waited for that.
    if (owner() && waiting().some((item) => item.needsSignIn)) {
      change((items) => items.map((item) => item.needsSignIn ? { ...item, trouble: "", needsSignIn: false } : item));
    }
    show();
    again(0);
  }
  addEventListener("pagechange", showPage);
  addEventListener("DOMContentLoaded", showPage);
})();
