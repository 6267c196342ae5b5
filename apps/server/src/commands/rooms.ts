import { makeDb } from '#platform/db';
import { type Rooms, makeRooms } from '../app.ts';
import type { Config } from '../config.ts';
import { openFoundation } from './foundation.ts';
import { configuredUrls } from './migrate.ts';
import { runningUrls } from './running.ts';
import type { DatabaseUrls } from './setup.ts';

/** On an Atlas that runs its own PostgreSQL the databases are those of the process that holds the home. */
export const urlsOf = (config: Config): DatabaseUrls =>
  config.databases.owner === undefined ? runningUrls(config) : configuredUrls(config);

/** The rooms for as long as one command works in them. */
export async function withRooms<T>(
  config: Config,
  { url, name }: { url: string; name: string },
  work: (rooms: Rooms) => Promise<T>,
): Promise<T> {
  const db = makeDb({ url, name: `atlas ${name}`, max: 3 });
  try {
    const rooms = await makeRooms(await openFoundation(config, name), db);
    try {
      return await work(rooms);
    } finally {
      await rooms.source.close();
    }
  } finally {
    await db.destroy();
  }
}
