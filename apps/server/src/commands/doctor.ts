import type { ProvisionedProfile } from '#features/catalogue';
import { judgeDurability, makeDb } from '#platform/db';
import type { Rooms } from '../app.ts';
import type { Config } from '../config.ts';
import { urlsOf, withRooms } from './rooms.ts';

/** `note` is told and harms nothing by itself; `WRONG` has to be mended. */
type Line = { readonly state: 'ok' | 'note' | 'WRONG'; readonly what: string };

/** `atlasd doctor`: looks at everything a question leans on and says what is wrong in sentences. Changes nothing. */
export async function doctor(config: Config): Promise<void> {
  const lines: Line[] = [];
  const look = async (what: string, work: () => Promise<string | null>): Promise<void> => {
    const wrong = await work().catch((error: Error & { detail?: string }) => error.detail ?? error.message);
    lines.push(wrong === null ? { state: 'ok', what } : { state: 'WRONG', what: `${what}: ${wrong}` });
  };
  const urls = urlsOf(config);
  for (const [role, url] of Object.entries(urls)) await look(`database as ${role}`, () => checkLogin(url));
  await look('keys, trust file and published datasets', () => checkRooms(config, urls.worker));
  lines.push(...(await lookAtSource(config, urls.worker)));
  for (const { state, what } of lines) process.stdout.write(`${state.padEnd(6)} ${what}\n`);
  if (lines.some((line) => line.state === 'WRONG')) process.exitCode = 1;
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
  return withRooms(config, { url, name: 'doctor' }, async ({ catalogue, access }) => {
    await access.active();
    await catalogue.active();
    return null;
  });
}

/** The bank's server as every profile's login finds it: what stops a question here stops it there. */
async function lookAtSource(config: Config, url: string): Promise<Line[]> {
  return withRooms(config, { url, name: 'doctor' }, async ({ catalogue }) => {
    const lines: Line[] = tellStanding(await catalogue.standing());
    const profiles = await catalogue.profiles();
    for (const profile of profiles) lines.push(...(await lookAtProfile(catalogue, profile)));
    if (profiles.some((one) => one.provision === 'inline')) lines.push(toLine(false, NOT_HARDENED));
    const [first] = profiles;
    if (first === undefined) return [...lines, toLine(true, NO_PROFILE)];
    if ((await catalogue.connection(first)).address.tls === 'require') lines.push(toLine(false, NOT_VERIFIED));
    return lines;
  }).catch((error: Error) => [toLine(true, `sources: ${error.message}`)]);
}

type Standing = Awaited<ReturnType<Rooms['catalogue']['standing']>>;

const tellStanding = ({ waiting, ending, away, provisioner }: Standing): Line[] => [
  ...waiting.map((login) => toLine(true, `login ${login}: ${WAITS}`)),
  ...ending.map((login) => toLine(true, `login ${login}: ${NOT_ENDED}`)),
  ...(provisioner === 'refused' ? [toLine(true, `login atlas_provisioner: ${NOT_LET_IN}`)] : []),
  ...(away.length === 0 ? [] : [toLine(false, `nobody is answered from ${away.join(', ')}: ${AWAY}`)]),
];

const WAITS =
  "it waits for the bank's DBA, and its people are answered from a narrower profile or not at all: `atlasd source provision` says why";
const NOT_LET_IN =
  "the bank's server does not let it in: as it is, nothing is made or compared there. `atlasd source provision --print` prints its password's verifier, for the DBA";
const AWAY = 'the views were taken away, until `atlasd source provision` puts them back';
const NOT_HARDENED = 'the source is not hardened: masks stand in the query, and its one login reads the base relations';
const NOT_ENDED =
  "its access was taken away, and its role still stands on the bank's server: the DBA ends it with `atlasd source provision --print`";
const BY_HAND =
  "its views are by hand: they are not known to be what was printed, and that they mask and filter as they must is the DBA's word";
const NO_PROFILE = "no profile stands on the bank's server: run `atlasd source provision`";
const NOT_VERIFIED = "the connection is encrypted, but the server's certificate is not checked: tls is `require`";

async function lookAtProfile(catalogue: Rooms['catalogue'], profile: ProvisionedProfile): Promise<Line[]> {
  const isInline = profile.provision === 'inline';
  const who = `login ${profile.login}${isInline ? `, profile ${profile.digest.slice(0, 10)}` : ''}`;
  try {
    const found = await catalogue.findings(profile);
    const lines = found.map(({ stops, sentence }) => toLine(stops, `${who}: ${sentence}`));
    if (profile.byHand) lines.push(toLine(false, `${who}: ${BY_HAND}`));
    if (found.some((one) => one.stops)) return lines;
    const reads = isInline ? 'reads what is published' : 'reads masked views only';
    return [{ state: 'ok', what: `${who} ${reads}, and the server is as approved` }, ...lines];
  } catch (error) {
    const { detail, message } = error as Error & { detail?: string };
    return [toLine(true, `${who}: ${detail ?? message}`)];
  }
}

const toLine = (wrong: boolean, what: string): Line => ({ state: wrong ? 'WRONG' : 'note', what });
