import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The folder where an Atlas that runs by itself keeps its state. */
export type Home = {
  readonly path: string;
  /** The random secret of this name (256 bits, hex), made on first use and kept in a file only the owner may read. */
  secret(name: string): string;
  /** Tells scripts on this machine how to reach the Atlas that runs here: `ready.json`, for its owner alone. */
  writeReady(facts: Readonly<Record<string, unknown>>): void;
  /** null while none runs. */
  readReady(): unknown;
  removeReady(): void;
  /** What the last start found out and the next one may use, if `of` is the same; null otherwise. Never a secret. */
  recall(name: string, of: string): unknown;
  remember(name: string, of: string, found: unknown): void;
};

/** The home that is there already; null if there is none. Makes nothing. */
export const findHome = (folder: string): Home | null => (existsSync(resolve(folder)) ? openHome(folder) : null);

export function openHome(folder: string): Home {
  const path = resolve(folder);
  // Others may pass through but not look: under root, PostgreSQL runs as somebody else, in a folder of its own below.
  if (!existsSync(path)) mkdirSync(path, { recursive: true, mode: 0o711 });
  const file = join(path, 'secrets.json');
  const secrets = new Map<string, string>(
    existsSync(file) ? Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : [],
  );
  const ready = join(path, 'ready.json');
  return {
    path,
    writeReady: (facts) => replaceFile(ready, facts),
    readReady: () => (existsSync(ready) ? (JSON.parse(readFileSync(ready, 'utf8')) as unknown) : null),
    removeReady: () => rmSync(ready, { force: true }),
    recall: (name, of) => {
      const note = join(path, `${name}.json`);
      if (!existsSync(note)) return null;
      const kept = JSON.parse(readFileSync(note, 'utf8')) as { of: string; found: unknown };
      return kept.of === of ? kept.found : null;
    },
    remember: (name, of, found) => replaceFile(join(path, `${name}.json`), { of, found }),
    secret: (name) => {
      const known = secrets.get(name);
      if (known !== undefined) return known;
      const made = randomBytes(32).toString('hex');
      secrets.set(name, made);
      replaceFile(file, Object.fromEntries(secrets));
      return made;
    },
  };
}

/** All of it or nothing: a reader never sees half a file. */
function replaceFile(file: string, content: unknown): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(draft, file);
}
