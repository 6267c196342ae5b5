import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import type { Page } from 'playwright-core';
import { personOf, startAtlas } from './atlas-program.ts';
import type { AtlasProgram } from './atlas-program.ts';
import { openBrowser } from './browser.ts';
import type { Screen } from './browser.ts';
import { ask, begin, signIn, signOut } from './person.ts';

/** `npm run screens -- --out DIR`: pictures of every screen, from the real program over the demo bank on a fixed day. */
const SETTINGS = {
  ATLAS_INSTANT: '2026-03-31T12:00:00Z',
  ATLAS_LIMIT_ASK: '1000',
  ATLAS_LIMIT_OTHER: '10000',
  ATLAS_LIMIT_LOGIN: '1000',
};

const SCREENS: Readonly<Record<string, Screen>> = {
  light: { width: 1440, height: 900, scheme: 'light' },
  dark: { width: 1440, height: 900, scheme: 'dark' },
  small: { width: 360, height: 740, scheme: 'light' },
  'small-dark': { width: 360, height: 740, scheme: 'dark' },
};

type Take = (page: Page, name: string) => Promise<void>;

async function takeAll(atlas: AtlasProgram, page: Page, take: Take): Promise<void> {
  await page.goto(atlas.url);
  await page.getByLabel('E-mail').waitFor();
  await take(page, 'sign-in');
  await signIn(page, atlas.url, personOf(atlas, 'analyst'));
  await page.getByRole('heading', { name: 'Questions to begin with' }).waitFor();
  await take(page, 'home');
  await ask(page, "Show me all high-risk loans over $1M with the customer's name");
  await take(page, 'ask');
  await page.getByRole('button', { name: 'SQL' }).click();
  await take(page, 'sql');
  await page.getByRole('link', { name: /Verify/ }).click();
  await page.getByRole('button', { name: 'They are the same' }).waitFor();
  await take(page, 'pin');
  await page.getByRole('button', { name: 'They are the same' }).click();
  await page.getByRole('heading', { name: /claims hold; operator not witnessed/ }).waitFor();
  await take(page, 'evidence');
  for (const [name, question] of [
    ['figure', 'What is the total outstanding balance of loans?'],
    ['count', 'How many customers are there?'],
    ['groups', 'How many customers are there per jurisdiction?'],
    ['ranking', 'Top 5 branches by total outstanding balance'],
    ['not-understood', 'Show me all frobnicated loans'],
    ['alternatives', 'mortgages in Narnia'],
    ['no-rows', 'Show me all loans over $900B'],
  ] as const) {
    await page.goto(atlas.url);
    await ask(page, question);
    await take(page, name);
  }
  await takeTrouble(atlas, page, take);
  await page.goto(`${atlas.url}/history`);
  await page.getByRole('table').waitFor();
  await take(page, 'history');
  await signOut(page);
  await signIn(page, atlas.url, personOf(atlas, 'viewer'));
  await ask(page, 'Which customers have more than 3 open AML alerts?');
  await take(page, 'not-allowed');
  await signOut(page);
  await signIn(page, atlas.url, personOf(atlas, 'analyst.eu'));
  await ask(page, 'Top 5 branches by total outstanding balance');
  await take(page, 'scope');
  await signOut(page);
}

/** A question that waits for a lock at the bank: first it runs, then the bank's database gives up on it. */
async function takeTrouble(atlas: AtlasProgram, page: Page, take: Take): Promise<void> {
  const bank = new pg.Client(atlas.bankUrl);
  await bank.connect();
  try {
    await bank.query('BEGIN; LOCK TABLE regulatory_reports IN ACCESS EXCLUSIVE MODE');
    await page.goto(atlas.url);
    await begin(page, 'How many regulatory reports are there per jurisdiction?');
    await page.locator('li[aria-current=step]', { hasText: /Allowing|Running/ }).waitFor();
    await take(page, 'running');
    await page.getByText('Failed', { exact: true }).waitFor();
    await take(page, 'failed');
  } finally {
    await bank.end();
  }
}

async function takePicture(page: Page, path: string): Promise<void> {
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
  console.log(path);
}

async function main(out: string): Promise<void> {
  execFileSync(process.execPath, [join(import.meta.dirname, '../scripts/build.mjs')], { stdio: 'inherit' });
  console.log(`With ${JSON.stringify(SETTINGS)}`);
  const atlas = await startAtlas(SETTINGS);
  try {
    for (const [folder, screen] of Object.entries(SCREENS)) {
      mkdirSync(join(out, folder), { recursive: true });
      const browser = await openBrowser(screen);
      try {
        await takeAll(atlas, browser.page, (page, name) => takePicture(page, join(out, folder, `${name}.png`)));
      } finally {
        await browser.close();
      }
    }
  } finally {
    await atlas.stop();
  }
}

const { values } = parseArgs({ options: { out: { type: 'string' } } });
if (values.out === undefined) {
  console.error('Where to? npm run screens -- --out DIR');
  process.exitCode = 2;
} else {
  await main(resolve(values.out));
}
