// Runs before the page is painted, so that a dark page never flashes white.
(() => {
  const key = "takwin-theme";
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  const kept = () => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // storage is off: the system decides
    }
  };
  const apply = () => {
    root.dataset.bsTheme = kept() || (system.matches ? "dark" : "light");
  };
  apply();
  system.addEventListener("change", apply);
  document.addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("[data-theme-switch]")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        const next = root.dataset.bsTheme === "dark" ? "light" : "dark";
        root.dataset.bsTheme = next;
        try {
          localStorage.setItem(key, next);
        } catch {
          // the choice lasts for this page only
        }
      });
    }
  });
})();
