/**
 * Signals that a business question does not carry. Nothing is blocked for its vocabulary: "deleted accounts" and
 * "ignore closed loans" are banking.
 */
const SIGNALS: readonly { readonly rule: string; readonly pattern: RegExp }[] = [
  // Characters that a reader does not see, so that what is asked is not what is read.
  {
    rule: 'screen.hidden_unicode',
    pattern: /[\u{E0000}-\u{E007F}\u202A-\u202E\u2066-\u2069]|[\u200B-\u200D\u2060\uFEFF]{2,}/u,
  },
  // Tokens of chat templates: they pretend to end the question and to speak as somebody else.
  {
    rule: 'screen.chat_template',
    pattern: /<\|(?:im_start|im_end|system|user|assistant|endoftext)\|>|\[\/?INST\]|<<\/?SYS>>/i,
  },
];

/** The rule of the first signal found, or null. */
export function judgeQuestion(text: string): string | null {
  return SIGNALS.find(({ pattern }) => pattern.test(text))?.rule ?? null;
}
