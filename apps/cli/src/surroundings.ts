/** The world of the program: everything that is not an argument. */
export type Surroundings = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
  /** True where `print` writes to a terminal: lines may be overwritten. */
  readonly live: boolean;
  /** Asks for a secret; undefined where nobody can be asked. */
  readonly askSecret: (prompt: string) => Promise<string | undefined>;
  readonly sleep: (ms: number) => Promise<void>;
  readonly now: () => number;
};
