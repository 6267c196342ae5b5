import type { ApiClient } from './api-client.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Surroundings } from './surroundings.ts';

export type Option = { readonly type: 'string' | 'boolean'; readonly short?: string; readonly about: string };

/** A command line that was understood. */
export type Call = {
  readonly words: readonly string[];
  readonly text: Readonly<Record<string, string | undefined>>;
  readonly flag: Readonly<Record<string, boolean | undefined>>;
  readonly client: ApiClient;
  readonly surroundings: Surroundings;
};

/** A command is data: its help and its parsing are read off it. */
export type Command = {
  /** As it is typed: `evidence get`. */
  readonly name: string;
  readonly synopsis: string;
  readonly about: string;
  readonly options: Readonly<Record<string, Option>>;
  readonly run: (call: Call) => Promise<ExitCode>;
};
