import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import { chromium } from 'playwright-core';
import type { BrowserContext, Page } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A browser that calls nobody but Atlas. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const chromiumPath = (): string | undefined => PLACES.find((place) => existsSync(place));

export type Screen = { readonly width: number; readonly height: number; readonly scheme: 'light' | 'dark' };
export type Watched = {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What must stay empty: breaches of the content security policy and errors that nobody caught. */
  readonly complaints: string[];
  readonly close: () => Promise<void>;
};

/** A Chromium with a profile of its own, whose every complaint is kept. */
export async function openBrowser({ width, height, scheme }: Screen): Promise<Watched> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) throw new Error('There is no Chromium on this machine.');
  const profile = mkdtempSync(join(tmpdir(), 'atlas-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: ARGUMENTS,
    viewport: { width, height },
    colorScheme: scheme,
    locale: 'en-GB',
    timezoneId: 'Europe/Zurich',
  });
  const complaints: string[] = [];
  const page = context.pages()[0] ?? (await context.newPage());
  await page.addInitScript({ content: axe.source });
  await page.exposeBinding('complain', (_source, words: string) => complaints.push(words));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const { complain } = window as unknown as { complain: (words: string) => void };
      complain(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
    });
  });
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (/content security policy|trusted type/i.test(message.text())) complaints.push(`console: ${message.text()}`);
  });
  const close = async (): Promise<void> => {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  };
  return { context, page, complaints, close };
}

type AxeWindow = {
  axe: { run(what: Document, options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
};

/** Breaches of WCAG 2.2 AA that a machine can see on the page as it stands. */
export async function accessibilityBreaches(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const { axe: here } = window as unknown as AxeWindow;
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { violations } = await here.run(document, { runOnly: { type: 'tag', values: tags } });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
  });
}
