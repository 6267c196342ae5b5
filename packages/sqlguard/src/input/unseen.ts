/**
 * Characters a reader does not see, or sees as something else: controls, bidirectional and zero-width marks, line
 * separators, fillers, variation selectors.
 */
const UNSEEN = /\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}|\p{Variation_Selector}|[\u115F\u1160\u3164\uFFA0]|\u034F/u;
/** What most names are made of. */
const SEEN = /^[ -~]*$/;

export const holdsUnseen = (text: string): boolean => !SEEN.test(text) && UNSEEN.test(text);
