// Drafts: what is typed is kept on the server after two seconds, on leaving a field and on leaving the page.
(() => {
  "use strict";

  const QUIET = 30_000; // how often "Entwurf gesichert" is said
  const { send, renew } = window.lotseSignIn;

  const address = (form) => form.dataset.draft ?? form.elements[form.dataset.draftBy]?.selectedOptions[0]?.dataset.draft;
  const bodyOf = (form) => new URLSearchParams([...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken"));

  class Keeper {
    constructor(form) {
      this.form = form;
      this.line = form.querySelector("[data-saved]") ?? document.querySelector("[data-saved]");
      this.both = form.querySelector("[data-both]") ?? document.querySelector("[data-both]");
      this.id = form.elements.form_id ?? form.elements.note_id;
      this.kept = bodyOf(form).toString();
      this.said = 0;
      form.addEventListener("input", () => this.soon());
      form.addEventListener("change", () => this.soon());
      form.addEventListener("focusout", () => this.keep());
      form.addEventListener("submit", (event) => this.onSubmit(event));
      window.addEventListener("pagehide", () => this.leave());
      document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") this.leave(); });
    }

    soon() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.keep(), 2000);
    }

    // One after the other, so that an older text never overtakes a newer one. True: it is safe.
    keep(always = false) {
      this.queue = (this.queue ?? Promise.resolve()).then(() => this.keepNow(always)).catch(() => {
        this.say(document.getElementById("meldung")?.dataset.offline, "overdue", true);
        return false;
      });
      return this.queue;
    }

    async keepNow(always) {
      clearTimeout(this.timer);
      if (this.gone) return true; // sent: what comes late must not begin a draft anew
      const url = address(this.form);
      const body = bodyOf(this.form);
      const text = body.toString();
      if (!url || (!always && text === this.kept)) return true;
      if (!always && text === this.declined) return false; // not asked twice about the same words
      const answer = await send(url, body);
      if (answer.status === 401) { // the dialog was closed: it asks again with the next words, not with those in the queue
        this.declined = bodyOf(this.form).toString();
        return false;
      }
      const said = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
      if (!answer.ok) {
        this.say(said.message ?? document.getElementById("meldung")?.dataset.refused, "due", true);
        return false;
      }
      if (said.id) {
        this.id.value = said.id;
        this.form.elements.draft_version.value = said.version;
        this.say(said.message, "done");
      }
      this.kept = bodyOf(this.form).toString() === text || !said.id ? text : this.withIds(body, said);
      if (this.kept === text && said.id) this.kept = this.withIds(body, said);
      if (said.both && this.both) this.both.innerHTML = said.both;
      if (bodyOf(this.form).toString() === this.kept) this.form.dispatchEvent(new Event("lotse:saved", { bubbles: true }));
      return true;
    }

    withIds(body, said) {
      body.set(this.id.name, said.id);
      body.set("draft_version", said.version);
      return body.toString();
    }

    leave() {
      const url = address(this.form);
      const body = bodyOf(this.form);
      if (!url || this.gone || body.toString() === this.kept) return;
      send(url, body, { keepalive: true }).catch(() => {});
    }

    say(text, kind, now = false) {
      if (!this.line || !text || (!now && Date.now() - this.said < QUIET && this.kind === kind)) return;
      this.said = Date.now();
      this.kind = kind;
      const mark = document.createElement("span");
      mark.className = `lo-mark is-${kind}`;
      mark.textContent = text;
      this.line.replaceChildren(mark);
    }

    async onSubmit(event) {
      if (this.gone) return;
      event.preventDefault();
      event.stopPropagation();
      if (this.isSending) return; // the second click of a double one
      this.isSending = true;
      const { submitter } = event;
      const isSafe = !address(this.form) || (await this.keep(true));
      this.isSending = false;
      if (!isSafe) return;
      renew();
      this.gone = true;
      this.form.requestSubmit(submitter);
    }
  }

  for (const form of document.querySelectorAll("form[data-draft], form[data-draft-by]")) new Keeper(form);

  // why a contact came late is asked only when it does
  document.addEventListener("htmx:afterSettle", () => {
    const panel = document.getElementById("bewirkt");
    const late = document.getElementById("spaet");
    if (panel && late) late.hidden = !panel.hasAttribute("data-late");
  });

  // an addition belongs to somebody who was there
  const dress = () => {
    for (const field of document.querySelectorAll("[data-only-with]")) {
      const person = document.querySelector(`input[name="persons"][value="${field.dataset.onlyWith}"]`);
      field.closest("[data-addition]").hidden = !person?.checked && !field.value;
    }
  };
  document.addEventListener("change", dress);
  dress();
})();
