// The search box answers while typing (htmx fetches the options); arrow keys choose, Enter opens, Escape closes.
(() => {
  "use strict";
  const form = document.querySelector("[data-search]");
  const box = form?.querySelector('[role="combobox"]');
  const list = form?.querySelector('[role="listbox"]');
  if (!list) return;

  const options = () => [...list.querySelectorAll('[role="option"]:not([aria-disabled])')];
  const chosen = () => list.querySelector('[aria-selected="true"]');
  const choose = (option) => {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) box.setAttribute("aria-activedescendant", option.id);
    else box.removeAttribute("aria-activedescendant");
  };
  const show = (isOpen) => {
    list.hidden = !isOpen;
    box.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) choose(null);
  };

  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      show(false);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const all = options();
      if (!all.length) return;
      event.preventDefault();
      if (list.hidden) show(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      const at = all.indexOf(chosen());
      const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step;
      choose(all[next] ?? null); // past the ends: back to what was typed
    } else if (event.key === "Enter" && chosen()) {
      event.preventDefault();
      chosen().click();
    }
  });
  list.addEventListener("htmx:afterSwap", () => {
    choose(null);
    show(box.matches(":focus") && list.childElementCount > 0);
  });
  box.addEventListener("focus", () => show(list.childElementCount > 0 && Boolean(box.value)));
  form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) show(false); });
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays in the box
  form.addEventListener("submit", () => show(false));
})();
