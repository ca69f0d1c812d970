// Passkeys: takes the server's question to the browser and posts the answer with the form.
// <form data-passkey="ask|add" data-options="{…}" or data-options-url="…"> with an input name="credential",
// a <button data-passkey-go hidden> and a <p data-passkey-fault hidden>.
(() => {
  "use strict";
  if (!window.PublicKeyCredential || !window.webauthnJSON) return;

  async function options(form) {
    if (form.dataset.options) return JSON.parse(form.dataset.options);
    const answer = await fetch(form.dataset.optionsUrl, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  async function credential(form) {
    const asked = await options(form);
    if (form.dataset.passkey === "ask") return window.webauthnJSON.get(asked.request_options);
    const creation = asked.creation_options;
    const alone = form.querySelector("[name=passwordless]")?.checked ?? true;
    creation.publicKey.authenticatorSelection = {
      ...creation.publicKey.authenticatorSelection,
      residentKey: alone ? "required" : "discouraged",
      requireResidentKey: alone,
      ...(alone ? { userVerification: "required" } : {}),
    };
    return window.webauthnJSON.create(creation);
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("[data-passkey-go]") ?? document.querySelector(`[data-passkey-go][form="${form.id}"]`);
    const fault = form.querySelector("[data-passkey-fault]");
    button.hidden = false;
    button.addEventListener("click", async (event) => {
      event.preventDefault();
      fault.hidden = true;
      button.disabled = true;
      try {
        form.elements.credential.value = JSON.stringify(await credential(form));
        form.submit();
      } catch {
        fault.hidden = false;
      } finally {
        button.disabled = false;
      }
    });
  }
})();
