import { judgeDurability, makeDb } from '#platform/db';
import { canReadAny } from '#platform/source';
import { makeRooms } from '../app.ts';
import type { Config } from '../config.ts';
import { openFoundation } from './foundation.ts';
import { configuredUrls } from './migrate.ts';
import { runningUrls } from './running.ts';

type Finding = { readonly ok: boolean; readonly what: string };

/** `atlasd doctor`: looks at everything a question leans on and says what is wrong in sentences. Changes nothing. */
export async function doctor(config: Config): Promise<void> {
  const findings: Finding[] = [];
  const look = async (what: string, work: () => Promise<string | null>): Promise<void> => {
    const wrong = await work().catch((error: Error & { detail?: string }) => error.detail ?? error.message);
    findings.push({ ok: wrong === null, what: wrong === null ? what : `${what}: ${wrong}` });
  };
  const urls = config.databases.owner === undefined ? runningUrls(config) : configuredUrls(config);
  for (const [role, url] of Object.entries(urls)) await look(`database as ${role}`, () => checkLogin(url));
  await look('keys, trust file and published datasets', () => checkRooms(config, urls.worker));
  for (const finding of await checkSource(config, urls.worker)) findings.push(finding);
  for (const { ok, what } of findings) process.stdout.write(`${ok ? 'ok     ' : 'WRONG  '} ${what}\n`);
  if (findings.some((finding) => !finding.ok)) process.exitCode = 1;
}

async function checkLogin(url: string): Promise<string | null> {
  const db = makeDb({ url, name: 'atlas doctor', max: 1 });
  try {
    return await judgeDurability(db);
  } finally {
    await db.destroy();
  }
}

async function checkRooms(config: Config, url: string): Promise<string | null> {
  return withRooms(config, url, async ({ catalogue, access }) => {
    await access.active();
    await catalogue.active();
    return null;
  });
}

/** Every profile's login works, and can read no base relation: a complete bypass of the guard still shows masked data only. */
async function checkSource(config: Config, url: string): Promise<Finding[]> {
  return withRooms(config, url, async ({ catalogue }) => {
    const findings: Finding[] = [];
    const { catalogue: published } = await catalogue.active();
    for (const profile of await catalogue.profiles()) {
      const what = `login ${profile.login} reads masked views only`;
      const wrong = await catalogue
        .connection(profile)
        .then(({ address, login }) => canReadAny(address, login, published.datasets))
        .then((names) => (names.length === 0 ? null : `it can read ${names.join(', ')}`))
        .catch((error: Error) => error.message);
      findings.push({ ok: wrong === null, what: wrong === null ? what : `${what}: ${wrong}` });
    }
    return findings;
  }).catch((error: Error) => [{ ok: false, what: `sources: ${error.message}` }]);
}

async function withRooms<T>(
  config: Config,
  url: string,
  work: (rooms: Awaited<ReturnType<typeof makeRooms>>) => Promise<T>,
): Promise<T> {
  const db = makeDb({ url, name: 'atlas doctor', max: 2 });
  try {
    const rooms = await makeRooms(await openFoundation(config, 'doctor'), db);
    try {
      return await work(rooms);
    } finally {
      await rooms.source.close();
    }
  } finally {
    await db.destroy();
  }
}
