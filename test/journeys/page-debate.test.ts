import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { ENGINE_ARTICLES } from '../answering/debate/debate-bench.ts';
import { CHROMIUM, IN_BROWSER, inBrowser, launchChromium } from './chromium.ts';
import { botMessage, PageBench, type } from './page-bench.ts';

describe.skipIf(CHROMIUM === null)(inBrowser('a debate on the page'), IN_BROWSER, () => {
  let browser: Browser;
  let bench: PageBench;
  beforeAll(async () => void (browser = await launchChromium()));
  afterAll(() => browser.close());
  beforeEach(async () => {
    bench = await PageBench.start(browser, { articles: ENGINE_ARTICLES, isUp: false });
  });
  afterEach(() => bench.end());

  it('shows both sides, and everybody votes once in the poll below', async () => {
    const page = await bench.open();
    await type(page, '/debate');
    const form = page.getByRole('form', { name: '/debate' });
    await form.getByRole('combobox', { name: 'side_a' }).fill('Atlas');
    await form.getByRole('combobox', { name: 'side_b' }).fill('Zephyr');
    await form.getByRole('button', { name: 'Send' }).click();
    await botMessage(page, 'Atlas: 2 points, 2 voices').waitFor();
    await expect.poll(() => page.locator('.asked').innerText()).toContain('Alex used /debate');
    const poll = page.locator('li.message', { has: page.getByRole('button', { name: /Zephyr/u }) });
    await poll.getByRole('button', { name: /Zephyr/u }).click();
    await botMessage(page, 'Zephyr: 1 vote').waitFor();
    await page.getByLabel('You are').selectOption({ label: 'Robin (member)' });
    await botMessage(page, 'Zephyr: 1 vote').waitFor();
    await poll.getByRole('button', { name: /Atlas/u }).click();
    await botMessage(page, 'Atlas: 1 vote').waitFor();
    await expect.poll(() => poll.innerText()).toContain('Zephyr: 1 vote');
    const debate = botMessage(page, 'Atlas: 2 points, 2 voices');
    await expect.poll(() => debate.count()).toBe(1);
    await debate.getByRole('button', { name: '[1]', exact: true }).first().click();
    await page.locator('mark:focus').waitFor();
    await expect.poll(() => page.locator('mark:focus').innerText()).toContain('[1]');
  });
});
