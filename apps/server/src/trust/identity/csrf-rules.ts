/**
 * True if the request was made by a page of this very server. Browsers set both headers and no page can; one that sends
 * neither is no browser, and has no business with a cookie.
 */
export function isSameOrigin(facts: {
  origin: string | undefined;
  fetchSite: string | undefined;
  host: string;
}): boolean {
  const { origin, fetchSite, host } = facts;
  if (origin !== undefined) return URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
  return fetchSite === 'same-origin';
}
