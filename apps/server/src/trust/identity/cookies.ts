/** Names of the two cookies of this installation: cookies know no port, so two Atlases on one host would share theirs. */
export type CookieNames = { readonly refresh: string; readonly csrf: string };

export function cookieNames(installationId: string): CookieNames {
  const mark = installationId.replaceAll('-', '').slice(0, 8);
  return { refresh: `__Host-atlas-${mark}`, csrf: `__Host-atlas-csrf-${mark}` };
}

/** `__Host-` demands Secure, Path=/ and no Domain: no sister host can set or shadow it. */
const ALWAYS = 'Path=/; Secure; SameSite=Strict';

export type SessionCookies = { readonly refreshToken: string; readonly csrf: string; readonly maxAge: number };

/** The refresh token where no script can read it, and the twin that only a script of this origin can. */
export function toCookies(names: CookieNames, { refreshToken, csrf, maxAge }: SessionCookies): readonly string[] {
  return [
    `${names.refresh}=${refreshToken}; ${ALWAYS}; HttpOnly; Max-Age=${maxAge}`,
    `${names.csrf}=${csrf}; ${ALWAYS}; Max-Age=${maxAge}`,
  ];
}

export function toClearedCookies(names: CookieNames): readonly string[] {
  return [`${names.refresh}=; ${ALWAYS}; HttpOnly; Max-Age=0`, `${names.csrf}=; ${ALWAYS}; Max-Age=0`];
}

/** The value of the cookie with this name; undefined if it is missing or sent twice. */
export function fromCookieHeader(header: string | undefined, name: string): string | undefined {
  const values = (header ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${name}=`));
  return values.length === 1 ? values[0]?.slice(name.length + 1) : undefined;
}
