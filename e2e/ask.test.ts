import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { AtlasProgram } from './atlas-program.ts';
import { endSessions, personOf, startAtlas } from './atlas-program.ts';
import type { Watched } from './browser.ts';
import { accessibilityBreaches, chromiumPath, openBrowser } from './browser.ts';
import { ask, begin, signIn, signOut } from './person.ts';

const BUILT = join(import.meta.dirname, '../apps/web/dist/index.html');
const skip = chromiumPath() === undefined && 'there is no Chromium on this machine';

/** More than a person types in a minute; the limits themselves are tested at the server. */
const LIMITS = { ATLAS_LIMIT_ASK: '1000', ATLAS_LIMIT_OTHER: '10000', ATLAS_LIMIT_LOGIN: '1000' };

describe('a person in a browser', { skip }, () => {
  let atlas: AtlasProgram;
  let browser: Watched;

  before(async () => {
    assert.ok(existsSync(BUILT), 'The web app is not built: npm run build.');
    atlas = await startAtlas({ ...LIMITS, ATLAS_INSTANT: '2026-03-31T12:00:00Z' });
    browser = await openBrowser({ width: 1440, height: 900, scheme: 'light' });
  });

  after(async () => {
    await browser?.close();
    await atlas?.stop();
  });

  test('is told what helps when the password is wrong, and nothing else', async () => {
    const { page } = browser;
    await page.goto(`${atlas.url}/history`);
    await page.getByLabel('E-mail').fill(personOf(atlas, 'analyst').email);
    await page.getByLabel('Password', { exact: true }).fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('do not fit together').waitFor();
    assert.deepEqual(await accessibilityBreaches(page), []);
  });

  test('comes back after signing in to the address that was wanted', async () => {
    const { page } = browser;
    await page.getByLabel('Password', { exact: true }).fill(personOf(atlas, 'analyst').password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Questions I asked' }).waitFor();
    assert.equal(new URL(page.url()).pathname, '/history');
  });

  test('finds the box focused and questions to begin with', async () => {
    const { page } = browser;
    await page.goto(atlas.url);
    await page.getByRole('heading', { name: 'Questions to begin with' }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Your question');
    assert.deepEqual(await accessibilityBreaches(page), []);
  });

  test('has loaded no more than its budget before the first question', async () => {
    const { page } = browser;
    const loaded = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
    const weigh = async (kind: string): Promise<number> => {
      const files = loaded.filter((name) => new URL(name).pathname.endsWith(kind));
      assert.ok(files.length > 0, `${kind} is missing`);
      const bodies = await Promise.all(files.map(async (name) => Buffer.from(await (await fetch(name)).arrayBuffer())));
      return bodies.reduce((sum, body) => sum + (kind === '.woff2' ? body : gzipSync(body)).length, 0);
    };
    assert.ok((await weigh('.js')) <= 180_000);
    assert.ok((await weigh('.css')) <= 20_000);
    assert.ok((await weigh('.woff2')) <= 80_000);
  });

  test('asks and reads a table', async () => {
    const { page } = browser;
    await ask(page, 'How many customers are there per jurisdiction?');
    const table = page.getByRole('table');
    await table.waitFor();
    assert.equal(await table.getByRole('row').count(), 4);
    assert.match(await table.innerText(), /EU/);
    assert.match(await page.title(), / · AUREUS Atlas$/);
    assert.deepEqual(await accessibilityBreaches(page), []);
  });

  test('sees each withheld column named, in its header and in its own line', async () => {
    const { page } = browser;
    await ask(page, "Show me all high-risk loans over $1M with the customer's name");
    await page.getByRole('table').waitFor();
    const withheld = page.locator('details', { hasText: 'Withheld' });
    assert.ok((await withheld.count()) >= 2);
    await withheld.first().locator('summary').click();
    await page.getByText('Rule:').first().waitFor();
    assert.deepEqual(await accessibilityBreaches(page), []);
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('details[open]').count(), 0);
  });

  test('reads the SQL as written and as executed, beside the masks no text can show', async () => {
    const { page } = browser;
    await page.keyboard.press('s');
    const executed = page.getByRole('region', { name: 'As executed' });
    await executed.waitFor();
    assert.match(await executed.innerText(), /SELECT/i);
    assert.match(await page.getByRole('complementary').innerText(), /last 4 characters/);
    assert.equal(new URL(page.url()).searchParams.get('show'), 'sql');
    assert.deepEqual(await accessibilityBreaches(page), []);
  });

  test('verifies the proof against a pinned trust file, in the browser', async () => {
    const { page } = browser;
    await page.getByRole('link', { name: /Verify/ }).click();
    await page.getByRole('heading', { name: 'Nothing can be called verified yet' }).waitFor();
    const shown = (await page.locator('dd code').first().innerText()).replaceAll(' ', '');
    const newest = (JSON.parse(atlas.trustFile) as { versions: string[] }).versions.at(-1) ?? '';
    assert.equal(shown, createHash('sha256').update(newest).digest('hex'));
    await page.getByRole('button', { name: 'They are the same' }).click();
    await page.getByRole('heading', { name: /claims hold; operator not witnessed/ }).waitFor();
    const claims = page.getByRole('region', { name: 'Claims' }).getByRole('listitem');
    assert.ok((await claims.count()) > 10);
    assert.deepEqual(await accessibilityBreaches(page), []);
  });

  test('names the claims that fail when one byte of the pack is another', async () => {
    const { page } = browser;
    await page.route('**/download?*', async (route) => {
      const reply = await route.fetch();
      const bytes = await reply.body();
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
      await route.fulfill({ response: reply, body: bytes });
    });
    await page.getByRole('button', { name: 'Verify again' }).click();
    await page.getByRole('heading', { name: /claims? fails?,/ }).waitFor();
    await page.unroute('**/download?*');
    await page.getByRole('button', { name: 'Verify again' }).click();
    await page.getByRole('heading', { name: /^\d+ claims hold; operator not witnessed/ }).waitFor();
  });

  test('stays signed in over a reload, and finds the answer at its address', async () => {
    const { page } = browser;
    await page.getByRole('link', { name: 'Back to the answer' }).click();
    await page.getByRole('table').waitFor();
    await page.reload();
    await page.getByRole('table').waitFor();
  });

  test('reads one figure as a figure', async () => {
    const { page } = browser;
    await ask(page, 'How many customers are there?');
    await page.getByRole('button', { name: 'Figure' }).waitFor();
    assert.match(await page.locator('article dd').innerText(), /^\d{1,3}(,\d{3})+$/);
    await ask(page, 'What is the total outstanding balance of loans?');
    await page.locator('article dt', { hasText: 'Total outstanding balance' }).waitFor();
    assert.match(await page.locator('article dd').innerText(), /^\d{1,3}(,\d{3})+\.\d\d\s*USD$/);
  });

  test('sees no proof of the question before where the new one was not taken, and can ask it again', async () => {
    const { page } = browser;
    await page.getByLabel('Proof', { exact: true }).waitFor();
    const error = { code: 'VALIDATION_ERROR', message: 'Invalid request parameters', request_id: 'r-1' };
    await page.route('**/v1/query/ask', (route) => route.fulfill({ status: 400, json: { error } }));
    await begin(page, 'How many branches are there?');
    await page.getByRole('heading', { name: 'Invalid request parameters' }).waitFor();
    assert.equal(await page.getByLabel('Proof', { exact: true }).count(), 0);
    assert.deepEqual(await accessibilityBreaches(page), []);
    await page.unroute('**/v1/query/ask');
    await page.getByRole('button', { name: 'Ask again' }).click();
    await page.getByRole('heading', { name: /branches/ }).waitFor();
    await page.getByLabel('Proof', { exact: true }).waitFor();
  });

  test('reads the offered readings, told apart by one named point, and asks one of them with a click', async () => {
    const { page } = browser;
    await ask(page, 'mortgages in Narnia');
    await page.getByRole('heading', { name: 'Did you mean' }).waitFor();
    const readings = page.locator('article li button');
    const points = await readings.locator('b').allInnerTexts();
    assert.ok(points.length >= 2 && new Set(points).size === points.length, points.join());
    assert.deepEqual(await accessibilityBreaches(page), []);
    const wanted = await readings.first().locator('span').innerText();
    await readings.first().click();
    await page.locator('article h1', { hasText: wanted }).waitFor();
    await page.getByLabel('Proof', { exact: true }).waitFor();
  });

  test('is told that a command to the database is no question', async () => {
    const { page } = browser;
    await ask(page, 'drop table customers');
    await page
      .getByText(/^(Not understood|Not allowed)$/)
      .first()
      .waitFor();
    assert.deepEqual(await accessibilityBreaches(page), []);
  });

  test('leaves nothing of the bank in the browser', async () => {
    const { page } = browser;
    const kept = await page.evaluate(async () => ({
      local: Object.keys(localStorage),
      session: Object.keys(sessionStorage),
      databases: (await indexedDB.databases()).length,
      caches: await caches.keys(),
    }));
    assert.deepEqual(kept, { local: ['atlas.trust-pin'], session: [], databases: 0, caches: [] });
  });

  test('keeps page and draft when the session ends, and goes on after signing in again', async () => {
    const { page } = browser;
    const analyst = personOf(atlas, 'analyst');
    await page.getByRole('textbox', { name: 'Your question' }).fill('How many branches');
    await endSessions(atlas.url, analyst);
    await page.getByRole('textbox', { name: 'Your question' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Sign in' });
    await dialog.waitFor();
    assert.deepEqual(await accessibilityBreaches(page), []);
    await dialog.getByLabel('E-mail').fill(analyst.email);
    await dialog.getByLabel('Password', { exact: true }).fill(analyst.password);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.equal(await page.getByRole('textbox', { name: 'Your question' }).inputValue(), 'How many branches');
  });

  test('shares one session among tabs: neither ends it, and signing out ends it in both', async () => {
    const { page, context } = browser;
    const other = await context.newPage();
    await Promise.all([page.goto(atlas.url), other.goto(`${atlas.url}/history`)]);
    await other.getByRole('heading', { name: 'Questions I asked' }).waitFor();
    await page.getByRole('textbox', { name: 'Your question' }).waitFor();
    await signOut(other);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await other.close();
  });

  test('is told that the answer covers one jurisdiction, where that is all they may see', async () => {
    const { page } = browser;
    const european = atlas.people.find(({ email }) => email.startsWith('analyst.eu@'));
    assert.ok(european !== undefined);
    await signIn(page, atlas.url, european);
    await ask(page, 'How many customers are there per jurisdiction?');
    const scope = page.locator('details', { hasText: 'Scope' });
    assert.match(await scope.first().innerText(), /EU/);
    assert.equal(await page.getByRole('table').getByRole('row').count(), 2);
    await ask(page, 'Top 5 branches by total outstanding balance');
    await page.getByRole('table').waitFor();
    assert.equal(await scope.count(), 1);
    assert.match(await scope.innerText(), /EU · branches, loan_portfolio/);
    assert.match(await page.getByRole('columnheader', { name: /Total outstanding balance/ }).innerText(), /USD/);
    await signOut(page);
  });

  test('as a viewer is refused in words, never told that there is no data', async () => {
    const { page } = browser;
    await signIn(page, atlas.url, personOf(atlas, 'viewer'));
    await ask(page, 'Which customers have more than 3 open AML alerts?');
    await page.getByText('Not allowed', { exact: true }).first().waitFor();
    const article = await page.locator('article').innerText();
    assert.match(article, /bank\/viewers-approved-only/);
    assert.match(article, /Policy set [0-9a-f]{12}/);
    assert.match(await page.getByRole('region', { name: 'As written, not run' }).innerText(), /SELECT/i);
    assert.deepEqual(await accessibilityBreaches(page), []);
  });

  test('never breaks the content security policy', () => {
    assert.deepEqual(browser.complaints, []);
  });

  test('would be heard if a page broke the policy or hid a name', async () => {
    const { page, complaints } = browser;
    await page.evaluate(() => {
      document.body.setAttribute('style', 'color: red');
      document.querySelector('textarea')?.removeAttribute('aria-label');
      document.querySelector('textarea')?.removeAttribute('placeholder');
    });
    assert.match((await accessibilityBreaches(page)).join(), /^label/);
    assert.match(complaints.join(), /policy: style-src/);
  });
});
