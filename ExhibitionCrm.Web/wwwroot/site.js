// Improves pages that work without it. Pages talk to it through data attributes only.
(() => {
  // The pages of people who are not signed in have neither of the two live regions.
  const announce = (text) => {
    const status = document.getElementById("announcement");
    if (status) status.textContent = text;
  };
  const remembered = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* Storage may be forbidden. */ } };

  const isCommand = (event) => event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing;

  // ---- Forms are sent once ----
  // What was pressed is given back after a while: an answer may be a download, or never come over a bad network.
  const patience = 10_000;

  function release(sent) {
    delete sent.dataset.sending;
    sent.classList.remove("btn-loading");
    sent.removeAttribute("aria-busy");
  }

  function keepBusy(sent) {
    sent.dataset.sending = "true";
    setTimeout(() => release(sent), patience);
  }

  addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (form.method !== "post") return;
    if (form.dataset.sending || submitter?.dataset.sending) {
      event.preventDefault();
      return;
    }
    // A download leaves the page and its other buttons as they are.
    if (submitter?.dataset.document === undefined) keepBusy(form);
    if (!submitter) return;
    keepBusy(submitter);
    submitter.classList.add("btn-loading");
    submitter.ariaBusy = "true";
    announce("Working…");
  }, true);

  const releaseAll = () => document.querySelectorAll("[data-sending]").forEach(release);
  addEventListener("pageshow", (event) => { if (event.persisted) releaseAll(); });
  addEventListener("pagestaying", releaseAll);

  addEventListener("change", (event) => {
    if (event.target.matches("[data-autosubmit]")) event.target.form.requestSubmit();
  });

  // ---- Selected rows ----
  const rowBoxes = (form) => [...form.elements].filter((box) => box.type === "checkbox" && box.name === "ids");

  function showSelection(form) {
    const boxes = rowBoxes(form);
    const selected = boxes.filter((box) => box.checked).length;
    const everything = selected > 0 && selected === boxes.length;
    for (const master of form.querySelectorAll("[data-select-all]")) {
      master.checked = everything;
      master.indeterminate = selected > 0 && !everything;
    }
    for (const bar of form.querySelectorAll("[data-select-matching]")) {
      const all = bar.querySelector("[name=all]");
      if (!everything && all) all.checked = false;
      bar.hidden = !everything;
    }
    for (const count of form.querySelectorAll("[data-selected-count]")) count.textContent = selected;
    for (const button of form.querySelectorAll("[data-needs-selection]")) button.disabled = selected === 0;
    for (const box of boxes) box.closest("tr")?.classList.toggle("is-selected", box.checked);
  }

  let lastSelected = null;
  addEventListener("click", (event) => {
    const box = event.target;
    const form = box.form;
    if (box.type !== "checkbox" || !form?.matches("[data-selection]")) return;
    if (box.matches("[data-select-all]")) {
      for (const row of rowBoxes(form)) row.checked = box.checked;
    } else if (box.name === "ids") {
      // With Shift, everything from the last one to this one.
      const boxes = rowBoxes(form);
      if (event.shiftKey && boxes.includes(lastSelected)) {
        const [from, to] = [boxes.indexOf(lastSelected), boxes.indexOf(box)].sort((a, b) => a - b);
        for (const row of boxes.slice(from, to + 1)) row.checked = box.checked;
      }
      lastSelected = box;
    }
    showSelection(form);
  });

  // ---- Buttons ----
  addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy], [data-theme-toggle], [data-shortcut-toggle]");
    if (!button) return;
    if (button.matches("[data-copy]")) {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.classList.add("is-copied");
      announce("Copied");
      setTimeout(() => { button.classList.remove("is-copied"); announce(""); }, 2000);
    } else if (button.matches("[data-theme-toggle]")) {
      const next = { auto: "light", light: "dark", dark: "auto" }[document.documentElement.dataset.themeChoice];
      remember("theme", next);
      dispatchEvent(new Event("themechange"));
      showTheme();
      announce(button.getAttribute("aria-label"));
    } else {
      remember("shortcuts", remembered("shortcuts") === "off" ? "on" : "off");
      showShortcuts();
    }
  });

  function showTheme() {
    const choice = document.documentElement.dataset.themeChoice;
    for (const button of document.querySelectorAll("[data-theme-toggle]")) {
      const label = `Colour theme: ${choice === "auto" ? "system" : choice}`;
      button.setAttribute("aria-label", label);
      button.title = label;
    }
  }

  // One-key shortcuts hurt people who dictate, so they can be switched off.
  function showShortcuts() {
    const on = remembered("shortcuts") !== "off";
    document.documentElement.classList.toggle("no-shortcuts", !on);
    for (const button of document.querySelectorAll("[data-shortcut-toggle]")) button.setAttribute("aria-pressed", on);
  }

  // The function keys that browsers leave alone, as they stand on the buttons.
  addEventListener("keydown", (event) => {
    if (!/^F\d+$/.test(event.key) || isCommand(event) || remembered("shortcuts") === "off") return;
    const target = [...document.querySelectorAll(`[data-key=${event.key}]`)].find((button) => button.checkVisibility());
    if (!target || document.documentElement.classList.contains("is-loading") || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    if (target.matches("input")) target.select();
    else if (!target.matches("a") || mayLose()) target.click();
  });

  const mayLose = () => !window.scans?.isUnsaved() || confirm("Leave this page? What you typed here isn't saved.");

  addEventListener("keydown", (event) => {
    const find = document.getElementById("quick-find");
    const typing = event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
    if (event.key !== "/" || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing || !find) return;
    if (remembered("shortcuts") === "off") return;
    event.preventDefault();
    find.focus();
    find.select();
  });

  // ---- Found while a search is typed ----
  // A search names the part of its page that shows what is found. What comes for what is typed no more is not used.
  const pause = 300;
  let waiting = 0;
  let finding = null;

  function stopFinding() {
    clearTimeout(waiting);
    finding?.abort();
    finding = null;
  }

  addEventListener("input", (event) => {
    const search = event.target;
    if (!search.matches("[data-finds]")) return;
    stopFinding();
    waiting = setTimeout(() => find(search), pause);
  });

  async function find(search) {
    const request = finding = new AbortController();
    const address = new URL(search.form.action);
    address.search = new URLSearchParams(new FormData(search.form));
    connection("");
    try {
      const answer = await fetch(address, { signal: request.signal, headers: { "X-Part": search.dataset.finds } });
      const html = await answer.text();
      if (request !== finding || isAnswered(search)) return;
      // The session ended: show the sign-in page as a page, and come back here afterwards.
      if (new URL(answer.url).pathname.startsWith(document.querySelector("meta[name=sign-in]").content)) location.reload();
      else if (answer.ok) showFound(search, html);
      else connection("The server couldn't complete the request. Try again.");
    } catch {
      if (request === finding) connection("Can't reach the server. Nothing was lost. Try again.");
    }
  }

  // Somebody is in what was found before: it must not be taken from under their hands.
  const isAnswered = (search) => document.getElementById(search.dataset.finds).contains(document.activeElement);

  // What was found says what the search has to say for it.
  function showFound(search, html) {
    const found = new DOMParser().parseFromString(html, "text/html").getElementById(search.dataset.part ?? search.dataset.finds);
    // Shown in another place, beside the page's own search, it has no names.
    if (search.dataset.part) found.querySelectorAll("[id]").forEach((named) => named.removeAttribute("id"));
    document.getElementById(search.dataset.finds).replaceChildren(...document.adoptNode(found).childNodes);
    search.required = Boolean(found.dataset.pattern);
    if (search.required) search.pattern = found.dataset.pattern;
    else search.removeAttribute("pattern");
  }

  // ---- Who may be registered already, while a form is typed ----
  let hinting = null;
  let hintTimer = 0;

  addEventListener("input", ({ target }) => {
    const form = target.form;
    if (!form?.dataset.hints || !target.matches("input")) return;
    stopHinting();
    hintTimer = setTimeout(() => hint(form), pause);
  });

  function stopHinting() {
    clearTimeout(hintTimer);
    hinting?.abort();
    hinting = null;
  }

  // A hint that fails is none: it holds nobody up, nor does it say so.
  async function hint(form) {
    const request = hinting = new AbortController();
    const place = document.getElementById("duplicates");
    try {
      const answer = await fetch(form.dataset.hints, { method: "post", body: new URLSearchParams(new FormData(form)), signal: request.signal });
      const html = await answer.text();
      if (request !== hinting || !answer.ok || answer.redirected || place.contains(document.activeElement)) return;
      place.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
      const found = place.querySelectorAll("a").length;
      announce(found === 0 ? "" : found === 1 ? "1 customer may be the same." : `${found} customers may be the same.`);
    } catch { /* As above. */ }
  }

  addEventListener("keydown", (event) => {
    if (!["ArrowDown", "ArrowUp", "Escape"].includes(event.key) || isCommand(event)) return;
    const form = event.target.form ?? event.target.closest?.("form");
    const hints = form?.dataset.hints ? [...form.querySelectorAll("#duplicates a")] : [];
    const at = hints.indexOf(event.target);
    if (hints.length === 0 || (at < 0 && !(event.key === "ArrowDown" && event.target.matches("input")))) return;
    event.preventDefault();
    if (at < 0) hintedFrom = event.target;
    const next = event.key === "Escape" ? hintedFrom : [hintedFrom, ...hints][at + 1 + (event.key === "ArrowDown" ? 1 : -1)];
    next?.focus();
  });
  let hintedFrom = null;

  // Arrow keys lead from the search to what was found and back, Escape back to the search.
  addEventListener("keydown", (event) => {
    if (!["ArrowDown", "ArrowUp", "Escape"].includes(event.key) || isCommand(event)) return;
    const match = event.target.closest?.("[data-matches] a");
    const search = match ? searchOf(match) : event.target.closest?.("[data-finds]");
    if (!search || (event.key === "Escape" && !match)) return;
    const stops = [search, ...document.getElementById(search.dataset.finds).querySelectorAll("[data-matches] a")];
    const next = event.key === "Escape" ? search : stops[stops.indexOf(match ?? search) + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
    if (next === search) search.select();
  });

  // Where one customer follows another, Escape steps back: from the bill or from anywhere else on the page to the search,
  // then to an empty one. What was typed into the bill is asked about; what is open above the page is closed first.
  addEventListener("keydown", (event) => {
    const search = document.querySelector("[data-step-back]");
    if (event.key !== "Escape" || event.defaultPrevented || isCommand(event) || !search) return;
    if (document.querySelector("dialog[open], :popover-open") || !(event.target === document.body || event.target.closest?.("main"))) return;
    event.preventDefault();
    const away = document.querySelector("[data-step-back-to]");
    if (away && window.scans?.isUnsaved()) {
      if (mayLose()) away.click();
    } else if (event.target === search) {
      empty(search);
    } else {
      search.focus();
      search.select();
    }
  });

  function empty(search) {
    if (!search.value) return;
    search.value = "";
    search.dispatchEvent(new Event("input", { bubbles: true }));
  }

  const searchOf = (match) => [...document.querySelectorAll("[data-finds]")]
    .find((search) => document.getElementById(search.dataset.finds).contains(match));

  // A field that goes with another form as well, as it stands.
  addEventListener("formdata", (event) => {
    for (const copy of event.target.querySelectorAll("[data-copy-of]")) {
      event.formData.set(copy.name, document.getElementById(copy.dataset.copyOf).value);
    }
  });

  function connection(text) {
    const alert = document.getElementById("connection-alert");
    if (!alert) return;
    alert.hidden = !text;
    alert.textContent = text;
  }

  // The next page is on its way: what was being looked for on this one would come too late.
  addEventListener("pagehiding", () => {
    connection("");
    stopFinding();
    stopHinting();
  });

  // What a page is opened for is done once, however often it is shown again.
  async function printBadge(label) {
    history.replaceState(null, "", location.pathname);
    await Promise.allSettled([...label.querySelectorAll("img")].map((image) => image.decode()));
    print();
  }

  // What one page alone needs is loaded with it.
  function showOwnPart() {
    const part = document.querySelector("main [data-module]");
    if (part) import(part.dataset.module).then(({ show }) => { if (part.isConnected) show(part); }, () => { part.dataset.failed = ""; });
  }

  function showPage() {
    const form = document.querySelector('[data-submit-now="True"]');
    const label = document.querySelector('[data-print-now="True"]');
    if (form) form.requestSubmit();
    if (label) printBadge(label);
    showOwnPart();
    showTheme();
    showShortcuts();
    document.querySelectorAll("form[data-selection]").forEach(showSelection);
  }
  addEventListener("pagechange", showPage);

  if (!navigator.clipboard) document.documentElement.classList.add("no-clipboard");
  showPage();
})();
