import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';

export const logout: Command = {
  name: 'logout',
  synopsis: 'logout',
  about: 'End the session',
  options: {},
  run: async ({ client, surroundings }) => {
    const was = await client.signOut();
    surroundings.print(was ? 'Signed out.\n' : 'Nobody was signed in.\n');
    return EXIT.answered;
  },
};
