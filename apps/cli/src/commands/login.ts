import { usageError } from '../cli-error.ts';
import type { Call, Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { readReady } from '../ready-file.ts';
import type { DemoPerson } from '../ready-file.ts';
import { plain } from '../terminal-text.ts';

type Credentials = { readonly email: string; readonly password: string };

export const login: Command = {
  name: 'login',
  synopsis: 'login [--email E-MAIL | --demo ROLE]',
  about: 'Sign in; the session is kept on this machine, for you alone',
  options: {
    email: { type: 'string', about: 'Who; else ATLAS_EMAIL. The password is asked for, or read from ATLAS_PASSWORD' },
    demo: {
      type: 'string',
      about: 'One of the people of the demo that runs in this folder: viewer, analyst, approver, admin',
    },
    json: { type: 'boolean', about: 'Who signed in, as JSON' },
  },
  run: async (call) => {
    const { email, password } = await findCredentials(call);
    const { user, password_change_required: change } = await call.client.signIn(email, password);
    if (call.flag.json === true)
      call.surroundings.print(`${JSON.stringify({ user, password_change_required: change })}\n`);
    else call.surroundings.print(`Signed in to ${call.client.server.origin} as ${plain(user.email)}, ${user.role}.\n`);
    if (change)
      call.surroundings.complain('Your password was for one use. Set a new one in the web app before anything else.');
    return EXIT.answered;
  },
};

async function findCredentials({ text, words, surroundings }: Call): Promise<Credentials> {
  if (text.demo !== undefined) return findDemoPerson(text.demo, readReady(surroundings)?.demo ?? []);
  const email = text.email ?? words[0] ?? surroundings.env.ATLAS_EMAIL;
  if (email === undefined) throw usageError('Who signs in? atlas login --email E-MAIL (or ATLAS_EMAIL)');
  const password = surroundings.env.ATLAS_PASSWORD ?? (await surroundings.askSecret(`Password of ${plain(email)}: `));
  if (password === undefined) throw usageError('There is no password: set ATLAS_PASSWORD, or run this in a terminal.');
  return { email, password };
}

function findDemoPerson(named: string, people: readonly DemoPerson[]): Credentials {
  const person = people.find(({ role, email }) => role === named || email === named);
  if (person !== undefined) return person;
  const known = people.map(({ role }) => role).join(', ');
  throw usageError(known === '' ? 'No demo runs in this folder.' : `The demo has no ${named}; it has: ${known}.`);
}
