(() => {
  "use strict";

  // "v" goes to the short note; switched off with the other shortcuts
  document.addEventListener("keydown", (event) => {
    if (event.key !== "v" || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable], dialog")) return;
    const there = document.querySelector('[data-shortcut-v="1"]');
    if (!there) return;
    event.preventDefault();
    if (there.tagName === "A") there.click();
    else there.querySelector("select").focus();
  });
})();
