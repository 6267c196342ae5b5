import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A person signed in to a server from this machine. */
export type StoredSession = {
  readonly email: string;
  readonly access_token: string;
  readonly refresh_token: string;
  /** Milliseconds since 1970. */
  readonly expires_at: number;
  /** See password-mark.ts; a session of an older program has none. */
  readonly opened_with?: string;
};

type Stored = { readonly server: string; readonly current: string | null; readonly sessions: readonly StoredSession[] };

/** The sessions with one server, in a file that only its owner may read. */
export type SessionFile = {
  /** Of this e-mail, or of whoever signed in last. */
  load(email: string | undefined): StoredSession | undefined;
  save(session: StoredSession): void;
  forget(email: string): void;
};

export function openSessionFile(server: string, env: Readonly<Record<string, string | undefined>>): SessionFile {
  const folder = configFolder(env);
  const path = join(folder, `${createHash('sha256').update(server).digest('hex').slice(0, 24)}.json`);
  const read = (): Stored => readStored(path, server);
  const write = (stored: Stored): void => writeStored(folder, path, stored);
  return {
    load: (email) => {
      const { current, sessions } = read();
      return sessions.find((session) => session.email === (email ?? current));
    },
    save: (session) => {
      const others = read().sessions.filter(({ email }) => email !== session.email);
      write({ server, current: session.email, sessions: [...others, session] });
    },
    forget: (email) => {
      const { current, sessions } = read();
      const left = sessions.filter((session) => session.email !== email);
      if (left.length === 0) rmSync(path, { force: true });
      else write({ server, current: current === email ? null : current, sessions: left });
    },
  };
}

function configFolder(env: Readonly<Record<string, string | undefined>>): string {
  const base = process.platform === 'win32' ? env.APPDATA : env.XDG_CONFIG_HOME;
  return join(base ?? join(homedir(), '.config'), 'aureus-atlas');
}

function readStored(path: string, server: string): Stored {
  try {
    const stored = JSON.parse(readFileSync(path, 'utf8')) as Stored;
    return stored.server === server && Array.isArray(stored.sessions)
      ? stored
      : { server, current: null, sessions: [] };
  } catch {
    return { server, current: null, sessions: [] };
  }
}

/** Whole or not at all, and never readable by others, not even for a moment. */
function writeStored(folder: string, path: string, stored: Stored): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(stored, null, 2)}\n`, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, path);
}
