// Blocking and tiny on purpose: the colour scheme must stand before the first paint, or a dark room flashes white.
// Only this preference is kept in the browser, nothing of the bank.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('atlas.theme');
  } catch {
    // Storage may be forbidden; then the system decides.
  }
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
