/** The part of Trusted Types (W3C) that is used; TypeScript's library does not know it yet. */
declare var trustedTypes:
  | { createPolicy(name: string, rules: { createScriptURL(address: string): string }): { createScriptURL(address: string): unknown } }
  | undefined;
