const COMMON = {
  'Strict-Transport-Security': 'max-age=31536000',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
} as const;

/** The API is data: whoever opens it as a page gets one that can load nothing. */
const API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** The web app: its own files and nothing else; no inline script or style; strings cannot become script. */
const APP_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "require-trusted-types-for 'script'",
  'trusted-types atlas',
].join('; ');

/** Headers of every response; what stands under `/v1` is nobody's to keep. */
export function securityHeaders(path: string): Readonly<Record<string, string>> {
  if (isApi(path)) return { ...COMMON, 'Content-Security-Policy': API_POLICY, 'Cache-Control': 'no-store' };
  return { ...COMMON, 'Content-Security-Policy': APP_POLICY };
}

export function isApi(path: string): boolean {
  return path === '/v1' || path.startsWith('/v1/') || path.startsWith('/v1?');
}
