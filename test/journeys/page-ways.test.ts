import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { newId } from '../../src/observability/new-id.ts';
import { systemClock } from '../../src/observability/system-clock.ts';
import { servePage } from '../../src/page/serve-page.ts';
import { replyHeld, replyText } from '../fakes/ollama-server.ts';
import { CHROMIUM, IN_BROWSER, inBrowser, launchChromium } from './chromium.ts';
import { LEAK_ANSWER, LEAK_QUESTION } from './cria-bench.ts';
import { botMessage, PageBench, type } from './page-bench.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
/** All the page may load, in bytes. */
const MAX_WEIGHT_BYTES = 500_000;

/** What axe has against the page as it stands, by rule and element. */
async function axe(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate<string[]>(
    "axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))",
  );
}

describe.skipIf(CHROMIUM === null)(inBrowser('every way to the page'), IN_BROWSER, () => {
  let browser: Browser;
  let bench: PageBench;
  beforeAll(async () => void (browser = await launchChromium()));
  afterAll(() => browser.close());
  beforeEach(async () => {
    bench = await PageBench.start(browser);
    bench.bench.server.onChat(() => replyText(LEAK_ANSWER));
  });
  afterEach(() => bench.end());

  it('needs no pointer: a command is chosen, filled in, sent and looked behind by keys', async () => {
    const page = await bench.open();
    await page.keyboard.type('/as');
    await page.locator('[role=option]', { hasText: '/ask' }).waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.type(LEAK_QUESTION);
    await page.keyboard.press('Enter');
    const answer = botMessage(page, LEAK_ANSWER);
    await answer.locator('.sources').waitFor();
    const cite = answer.locator('.text .cite');
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press('Shift+Tab');
      if ((await cite.and(page.locator(':focus')).count()) === 1) break;
    }
    await page.keyboard.press('Enter');
    await page.locator('.panel mark').first().waitFor();
    await expect.poll(() => page.locator('mark:focus').count()).toBe(1);
  });

  it('suggests questions and takes one with the arrow keys', async () => {
    const page = await bench.open();
    await type(page, '/ask Llama');
    const field = page.getByRole('combobox', { name: 'question' });
    await page.locator('[role=option]').first().waitFor();
    await field.press('ArrowDown');
    const chosen = await page.locator('[role=option][aria-selected=true]').innerText();
    await field.press('Enter');
    expect(await field.inputValue()).toContain(chosen.trim());
  });

  it('fits a phone: nothing is wider than it, and everything can be reached', async () => {
    const page = await bench.open(PHONE);
    await type(page, LEAK_QUESTION);
    const answer = botMessage(page, LEAK_ANSWER);
    await answer.locator('.sources').waitFor();
    const width = () => page.evaluate<number>('document.documentElement.scrollWidth');
    expect(await width()).toBe(390);
    await page.getByRole('button', { name: 'Channels and settings' }).tap();
    await page.getByLabel('Appearance').selectOption('dark');
    await page.getByRole('button', { name: '# cria' }).tap();
    await answer
      .getByRole('combobox', { name: 'What to do with this message' })
      .selectOption({ label: 'Look behind it' });
    await page.locator('.panel .found').waitFor();
    expect(await width()).toBe(390);
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Close' }).tap();
    await page.locator('.panel').waitFor({ state: 'detached' });
    expect(await axe(page)).toEqual([]);
  });

  it('is fine with axe in every state, light and dark', { timeout: 120_000 }, async () => {
    const page = await bench.open({ viewport: { width: 1400, height: 900 } });
    expect(await axe(page), 'empty').toEqual([]);
    await type(page, LEAK_QUESTION);
    const answer = botMessage(page, LEAK_ANSWER);
    await answer.getByRole('button', { name: 'Quellen' }).click();
    await page.locator('li.message.private').waitFor();
    await page.locator('.panel .found').waitFor();
    expect(await axe(page), 'an answer').toEqual([]);
    for (const scheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      for (const tab of ['Articles', 'State', 'Answer']) {
        await page.getByRole('tab', { name: tab }).click();
        await page.locator('.panel h2').first().waitFor();
        expect(await axe(page), `${scheme}, ${tab}`).toEqual([]);
      }
    }
    await page.keyboard.press('Escape');
    const line = page.getByRole('combobox', { name: 'Message', exact: true });
    await line.fill('/');
    expect(await axe(page), 'commands').toEqual([]);
    await line.fill('/ask Llama');
    await line.press('Enter');
    await page.locator('[role=option]').first().waitFor();
    expect(await axe(page), 'a command').toEqual([]);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await answer.getByRole('button', { name: '👎' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await axe(page), 'a form').toEqual([]);
  });

  it('is dark where the system is, and as somebody chooses', async () => {
    const page = await bench.open({ colorScheme: 'dark' });
    const ground = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    await expect.poll(ground).toBe('rgb(49, 51, 56)');
    await page.getByLabel('Appearance').selectOption('light');
    await expect.poll(ground).toBe('rgb(255, 255, 255)');
    await page.reload();
    await page.getByLabel('Appearance').waitFor();
    await expect.poll(ground).toBe('rgb(255, 255, 255)');
  });

  it('goes on where it was when the connection drops', async () => {
    const line = await bench.line();
    const { server } = bench.bench;
    server.onChat(() => replyHeld(['Die Gewichte von Llama sickerten ', 'auf 4chan durch [1].']));
    const page = await bench.open({}, line.address);
    await type(page, LEAK_QUESTION);
    const request = await server.chatRequest();
    await page.locator('li.message.working .heading').waitFor();
    line.cut();
    await page.getByText('The connection is lost').waitFor();
    request.release();
    request.release();
    line.mend();
    await botMessage(page, LEAK_ANSWER).locator('.sources').waitFor();
    await expect.poll(() => page.locator('li.message').count()).toBe(2);
    await page.getByText('The connection is lost').waitFor({ state: 'detached' });
  });

  it('asks for the password first, where there is one', async () => {
    const { commands, actions, services, spaces } = bench.bench.cria;
    const password = 'a long password';
    const guarded = await servePage({
      ...{ commands, actions, services, knowledge: spaces, host: '127.0.0.1', ports: [0] },
      journal: services.journal,
      ...{ password, clock: systemClock, newId, logger: bench.bench.logger },
    });
    try {
      const context = (await bench.open({ locale: 'de-DE' })).context();
      const page = await context.newPage();
      await page.goto(guarded.address);
      await page.getByText('Diese Seite ist durch PAGE_PASSWORD geschützt.').waitFor();
      expect(await axe(page)).toEqual([]);
      await page.getByLabel('Passwort').fill('something else');
      await page.keyboard.press('Enter');
      await page.getByText('Das ist nicht das Passwort.').waitFor();
      await page.getByLabel('Passwort').fill(password);
      await page.keyboard.press('Enter');
      await type(page, LEAK_QUESTION);
      await botMessage(page, LEAK_ANSWER).waitFor();
      expect(await page.evaluate('document.cookie')).toBe('');
    } finally {
      await guarded.close();
    }
  });

  it('shows the same in two tabs, and what is private to nobody else', async () => {
    const first = await bench.open();
    const second = await bench.tab(first.context());
    await type(first, LEAK_QUESTION);
    for (const page of [first, second]) await botMessage(page, LEAK_ANSWER).waitFor();
    const other = await bench.open();
    await other.getByLabel('You are').selectOption({ label: 'Robin (member)' });
    await botMessage(other, LEAK_ANSWER).waitFor();
    await botMessage(first, LEAK_ANSWER).getByRole('button', { name: 'Quellen' }).click();
    await second.locator('li.message.private').waitFor();
    await expect.poll(() => other.locator('li.message.private').count()).toBe(0);
    await botMessage(other, LEAK_ANSWER).getByRole('button', { name: '👍' }).click();
    await other.locator('li.message.private').waitFor();
    await expect.poll(() => first.locator('li.message.private').count()).toBe(1);
  });

  it(`weighs ${MAX_WEIGHT_BYTES / 1_000} kB at most and loads nothing from elsewhere`, async () => {
    const page = await bench.open();
    const origins = new Set<string>();
    page.on('request', (request) => origins.add(new URL(request.url()).origin));
    await page.reload();
    await page.getByRole('button', { name: 'Look behind it' }).waitFor();
    await page.waitForLoadState('load');
    const bytes = await page.evaluate<number>(
      "['navigation', 'resource'].flatMap((kind) => performance.getEntriesByType(kind)).reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0)",
    );
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThan(MAX_WEIGHT_BYTES);
    expect([...origins]).toEqual([new URL(bench.served.address).origin]);
  });
});
