/** Where to go after signing in. Only an address of this very app: a link with `next=//evil` must not lead away. */
export function safeNext(next: string | undefined): string {
  if (next === undefined || !/^\/(?![/\\])/.test(next) || next.startsWith('/sign-in')) return '/';
  return next;
}
