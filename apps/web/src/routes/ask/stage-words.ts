import { words } from '../../words/en.ts';

/** A stage in words; one this page does not know is named as the server named it. */
export function stageWords(name: string): string {
  return Object.hasOwn(words.stages, name) ? words.stages[name as keyof typeof words.stages] : name;
}
