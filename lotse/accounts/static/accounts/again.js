// The session ended while somebody wrote: ask for the password on the same page, then go on. Nothing typed leaves the page.
(() => {
  "use strict";

  const cookieToken = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
  const token = () => cookieToken() || document.querySelector('meta[name="csrf-token"]')?.content || "";
  // signing in changes the token: the forms of this page take the new one
  const renew = () => {
    const fresh = cookieToken();
    if (!fresh) return;
    for (const field of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) field.value = fresh;
    const meta = document.querySelector('meta[name="csrf-token"]');
    if (meta) meta.content = fresh;
  };

  const dialog = () => document.getElementById("wieder-anmelden");
  const isIn = async () => {
    const answer = await fetch("/profil/", { method: "HEAD", headers: { "HX-Request": "true" }, cache: "no-store" });
    return answer.status !== 401;
  };

  let asking = null;
  let declinedAt = -Infinity;
  // Resolves to true once signed in again, to false when the person closed the dialog.
  const ask = () => {
    const box = dialog();
    if (!box) return Promise.resolve(false);
    asking ??= new Promise((resolve) => {
      const form = box.querySelector("form");
      const words = box.querySelector("[role=alert]");
      const password = form.elements.password;
      words.textContent = "";
      let factor = false;
      const close = () => { box.close(); };
      const onSubmit = async (event) => {
        event.preventDefault();
        event.stopPropagation();
        try {
          if (factor) {
            if (await isIn()) done = true;
            else words.textContent = words.dataset.stillOut;
          } else {
            const answer = await fetch(form.dataset.signIn, {
              method: "POST",
              headers: { "X-CSRFToken": token(), "X-Requested-With": "XMLHttpRequest", Accept: "application/json" },
              body: new URLSearchParams({ login: form.elements.login.value, password: password.value }),
            });
            if (answer.status === 429) words.textContent = words.dataset.many;
            else if (!answer.ok) { words.textContent = words.dataset.wrong; password.select(); }
            else if (await isIn()) done = true;
            else { factor = true; words.textContent = words.dataset.factor; password.closest("[data-password]").hidden = true; }
          }
        } catch {
          words.textContent = words.dataset.offline;
        }
        if (done) close();
      };
      let done = false;
      form.addEventListener("submit", onSubmit);
      box.querySelector("[data-second-window]").addEventListener("click", () => { factor = true; });
      const later = box.querySelector("[data-later]");
      later.addEventListener("click", close);
      box.addEventListener("close", () => {
        form.removeEventListener("submit", onSubmit);
        later.removeEventListener("click", close);
        password.value = "";
        password.closest("[data-password]").hidden = false;
        asking = null;
        if (done) renew();
        else declinedAt = performance.now();
        resolve(done);
      }, { once: true });
      const before = document.activeElement;
      box.showModal();
      password.focus();
      box.addEventListener("close", () => before?.focus?.(), { once: true });
    });
    return asking;
  };

  // A POST that keeps the page: asks for the password when the session has ended, and tries again.
  const send = async (url, body, { keepalive = false } = {}) => {
    for (;;) {
      const answer = await fetch(url, {
        method: "POST", body, keepalive, headers: { "X-CSRFToken": token(), "HX-Request": "true" },
      });
      if (answer.status !== 401 || keepalive || !(await ask())) return answer;
    }
  };

  document.addEventListener("htmx:responseError", (event) => { if (event.detail.xhr.status === 401 && performance.now() - declinedAt > 10_000) ask(); });

  // A form with words in it is sent only while somebody is signed in; those that keep drafts look after themselves.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.method !== "post" || !form.hasAttribute("data-unsaved") || form.dataset.checked) return;
    if (form.hasAttribute("data-draft") || form.hasAttribute("data-draft-by")) return;
    event.preventDefault();
    const { submitter } = event;
    let may = true;
    try { may = (await isIn()) || (await ask()); } catch { /* offline: the browser says so itself */ }
    if (!may) return;
    renew();
    form.dataset.checked = "1";
    form.requestSubmit(submitter);
    delete form.dataset.checked;
  });

  window.lotseSignIn = { ask, send, renew };
})();
