(() => {
  "use strict";

  // many chips: typing leaves those whose words hold what was typed
  for (const box of document.querySelectorAll("[data-picks]")) {
    const find = box.querySelector("[data-picks-find]");
    if (!find) continue;
    find.hidden = false;
    const input = find.querySelector("input");
    input.addEventListener("input", (event) => {
      event.stopPropagation();
      const wanted = input.value.trim().toLocaleLowerCase("de");
      let found = 0;
      for (const group of box.querySelectorAll("[data-picks-group]")) {
        let here = 0;
        for (const chip of group.querySelectorAll("[data-words]")) {
          const fits = chip.dataset.words.includes(wanted) || chip.querySelector("input").checked;
          chip.hidden = !fits;
          here += fits;
        }
        group.hidden = !here;
        found += here;
      }
      box.querySelector("[data-picks-none]").hidden = found > 0;
    });
    input.addEventListener("change", (event) => event.stopPropagation());
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.ctrlKey) event.preventDefault();
    });
  }

  // the reason of an exception is asked once such an activity is chosen
  for (const part of document.querySelectorAll("[data-only-if]")) {
    const keys = part.dataset.onlyIf.split(" ");
    const form = part.closest("form");
    const show = () => {
      part.hidden = !keys.some((key) => form.querySelector(`input[name="activities"][value="${key}"]:checked`));
    };
    form.addEventListener("change", show);
    show();
  }
})();
