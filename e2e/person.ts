import type { Page } from 'playwright-core';
import type { Account } from './atlas-program.ts';

/** What a person does, in their words: nothing here reads the page's code. */
export async function signIn(page: Page, url: string, { email, password }: Account): Promise<void> {
  await page.goto(url);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('textbox', { name: 'Your question' }).waitFor();
}

/** Types a question and presses Enter. */
export async function begin(page: Page, question: string): Promise<void> {
  const box = page.getByRole('textbox', { name: 'Your question' });
  await box.fill(question);
  await box.press('Enter');
}

/** Asks and waits until it has ended, whichever way. */
export async function ask(page: Page, question: string): Promise<void> {
  const before = page.url();
  await begin(page, question);
  await page.waitForURL((url) => url.href !== before && url.pathname.startsWith('/q/'));
  await page.getByRole('button', { name: 'Ask', exact: true }).waitFor();
  await page.locator('article h1').waitFor();
}

export async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
}
