type ScriptAddressRules = { createScriptURL(address: string): string };

/** The part of Trusted Types (W3C) that is used; TypeScript's library does not know it yet. */
interface Window {
  readonly trustedTypes?: {
    createPolicy(name: string, rules: ScriptAddressRules): { createScriptURL(address: string): unknown };
  };
}
