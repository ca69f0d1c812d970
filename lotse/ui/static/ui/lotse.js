// Additions only: every task works without this file. No state is kept in the browser's storage.
(() => {
  "use strict";

  const live = () => document.getElementById("meldung");
  const say = (text, kind) => {
    const region = live();
    if (!region) return;
    region.replaceChildren();
    if (!text) return;
    const note = document.createElement("p");
    note.className = `lo-note is-${kind}`;
    note.textContent = text;
    region.append(note);
  };

  // htmx: the CSRF token of this page; what went wrong is said in the page, the typed text stays
  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector('meta[name="csrf-token"]');
    if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token.content;
  });
  document.addEventListener("htmx:beforeRequest", () => say(""));
  document.addEventListener("htmx:sendError", () => say(live()?.dataset.offline, "overdue"));
  document.addEventListener("htmx:responseError", (event) => {
    const { status } = event.detail.xhr;
    const texts = live()?.dataset ?? {};
    if (status === 401) say(texts.signedOut, "due");
    else if (status === 403) say(texts.refused, "due");
    else say(texts.error + (event.detail.xhr.getResponseHeader("X-Lotse-Reference") ?? "-"), "overdue");
  });
  const focusErrors = (root) => root.querySelector?.(".lo-errors")?.focus();
  document.addEventListener("htmx:afterSettle", (event) => { focusErrors(event.target); dress(event.target); });

  // on a narrow screen the tabs scroll: the one of this page is in sight
  document.querySelectorAll(".lo-tabs a[aria-current]").forEach((tab) => {
    const strip = tab.closest("ul");
    if (strip.scrollWidth > strip.clientWidth) strip.scrollLeft = tab.offsetLeft - strip.offsetLeft - 48;
  });

  // "/" goes to the search, Strg + Enter sends a form that says so (data-ctrl-enter); both can be switched off
  const search = () => document.querySelector('input[data-shortcut="/"]');
  const isTyping = (target) => target.closest?.("input, textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    const field = search();
    if (!field) return;
    if (event.key === "/" && !event.ctrlKey && !event.altKey && !event.metaKey && !isTyping(event.target)) {
      event.preventDefault();
      field.focus();
      field.select();
    } else if (event.key === "Enter" && event.ctrlKey) {
      const form = event.target.form ?? event.target.closest?.("form");
      if (form?.hasAttribute("data-ctrl-enter")) form.requestSubmit();
    }
  });

  // one letter presses the button that carries it (data-key); j and k go through the entries of a page (data-entry).
  // Only where the page offers them: with shortcuts switched off it does not.
  const go = (step) => {
    const entries = [...document.querySelectorAll("[data-entry]")];
    if (!entries.length) return;
    const at = entries.findIndex((entry) => entry.contains(document.activeElement));
    const next = entries[Math.min(Math.max(at < 0 ? 0 : at + step, 0), entries.length - 1)];
    next.tabIndex = -1;
    next.focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.key.length !== 1 || isTyping(event.target)) return;
    const letter = event.key.toLowerCase();
    if (document.querySelector("[data-keys]") && (letter === "j" || letter === "k")) {
      event.preventDefault();
      go(letter === "j" ? 1 : -1);
      return;
    }
    const button = [...document.querySelectorAll("[data-key]")].find((found) => found.dataset.key === letter);
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  // menus close on Escape and on a click elsewhere
  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) if (menu !== except) menu.open = false;
  };
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details[data-menu]")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest?.("details[data-menu][open]");
    closeMenus();
    menu?.querySelector("summary").focus();
  });

  // unsaved words: the browser asks before they are lost; a form that saves itself tells with "lotse:saved"
  const dirty = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form?.hasAttribute("data-unsaved")) dirty.add(form);
  });
  document.addEventListener("submit", (event) => dirty.delete(event.target));
  document.addEventListener("lotse:saved", (event) => dirty.delete(event.target.closest("form")));
  window.addEventListener("beforeunload", (event) => {
    if ([...dirty].some((form) => form.isConnected)) event.preventDefault();
  });

  // files can be dropped on the frame around their input
  const dress = (root) => {
    for (const zone of root.querySelectorAll?.("[data-drop]:not([data-ready])") ?? []) {
      zone.dataset.ready = "";
      const input = zone.querySelector('input[type="file"]');
      const over = (isOver) => zone.classList.toggle("is-over", isOver);
      zone.addEventListener("dragover", (event) => { event.preventDefault(); over(true); });
      zone.addEventListener("dragleave", () => over(false));
      zone.addEventListener("drop", (event) => {
        event.preventDefault();
        over(false);
        if (!input || input.disabled || !event.dataTransfer.files.length) return;
        input.files = event.dataTransfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      });
    }
  };
  const start = () => { dress(document); focusErrors(document); };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
