/**
 * Characters a reader does not see, or sees as something else: controls, bidirectional and zero-width marks, line
 * separators, fillers, variation selectors, and whatever Unicode says is not drawn.
 */
const UNSEEN = /\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}|\p{Default_Ignorable_Code_Point}/u;
/** What most names are made of. */
const SEEN = /^[ -~]*$/;

export const holdsUnseen = (text: string): boolean => !SEEN.test(text) && UNSEEN.test(text);
