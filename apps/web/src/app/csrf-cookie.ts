/**
 * The readable twin of the session cookie: a page of another origin cannot read it, so whoever sends its value is
 * our own page. Null means that there is no session to renew.
 */
export function csrfFrom(cookies: string): string | null {
  for (const pair of cookies.split(';')) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, at).trim();
    if (at > 0 && /^(__Host-)?atlas-csrf(-|$)/.test(name)) return decodeURIComponent(pair.slice(at + 1).trim());
  }
  return null;
}
