import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { replyHeld, replyText } from '../fakes/ollama-server.ts';
import { CHROMIUM, IN_BROWSER, inBrowser, launchChromium } from './chromium.ts';
import { LEAK_ANSWER, LEAK_QUESTION } from './cria-bench.ts';
import { botMessage, PageBench, type } from './page-bench.ts';

describe.skipIf(CHROMIUM === null)(inBrowser('a question on the page'), IN_BROWSER, () => {
  let browser: Browser;
  let bench: PageBench;
  beforeAll(async () => void (browser = await launchChromium()));
  afterAll(() => browser.close());
  beforeEach(async () => void (bench = await PageBench.start(browser)));
  afterEach(() => bench.end());

  it('is answered as it is written, with its sources, in the language of the question', async () => {
    const { server } = bench.bench;
    server.onChat(() => replyHeld(['Die Gewichte von Llama sickerten ', 'auf 4chan durch [1].']));
    const page = await bench.open();
    await type(page, LEAK_QUESTION);
    const request = await server.chatRequest();
    const reply = page.locator('li.message.working');
    await reply.getByText('Das Llama-Leck › Wo die Gewichte auftauchten').waitFor();
    request.release();
    request.release();
    const answer = botMessage(page, 'sickerten auf 4chan durch [1].');
    await answer.locator('.sources').waitFor();
    await expect
      .poll(() => answer.locator('.sources').innerText())
      .toContain('Das Llama-Leck › Wo die Gewichte auftauchten');
    const link = answer.getByRole('link', { name: 'articles.example' });
    expect(await link.getAttribute('href')).toMatch(/^https:\/\/articles\.example\/leck#:~:text=/u);
    expect(await link.getAttribute('rel')).toContain('noopener');
    await expect.poll(() => reply.count()).toBe(0);
    await expect.poll(() => answer.locator('.text').getAttribute('lang')).toBe('de');
  });

  it('is stopped by its button', async () => {
    bench.bench.server.onChat(() => replyHeld(['Die Gewichte von Llama sickerten ', 'auf']));
    const page = await bench.open();
    await type(page, LEAK_QUESTION);
    await bench.bench.server.chatRequest();
    await page.getByRole('button', { name: 'Stop' }).click();
    await botMessage(page, /Stopped on request|Auf Wunsch angehalten/u).waitFor();
    await expect.poll(() => page.locator('li.message.working').count()).toBe(0);
  });

  it('shows its sources to whoever asks for them alone, and goes on from an answer', async () => {
    bench.bench.server.onChat(() => replyText(LEAK_ANSWER));
    const page = await bench.open();
    await type(page, LEAK_QUESTION);
    const answer = botMessage(page, LEAK_ANSWER);
    await answer.getByRole('button', { name: 'Quellen' }).click();
    const sources = page.locator('li.message.private');
    await sources
      .getByText('Kurz darauf sickerten die Gewichte von Llama auf 4chan durch.')
      .waitFor();
    await expect.poll(() => sources.innerText()).toContain('Only you see this.');
    await bench.cool();
    await answer.getByRole('button', { name: 'Weiterfragen' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('Wie viele Ableger erschienen auf Hugging Face?');
    bench.bench.server.onChat(() =>
      replyText('Mehr als 7.000 Ableger erschienen auf Hugging Face [1].'),
    );
    await dialog.getByRole('button', { name: 'Send' }).click();
    await botMessage(page, 'Mehr als 7.000 Ableger erschienen auf Hugging Face [1].').waitFor();
    await expect
      .poll(() => page.locator('.asked').last().innerText())
      .toContain('Wie viele Ableger');
    await expect.poll(() => dialog.count()).toBe(0);
  });

  it('is judged: a thumb down asks for the reason', async () => {
    bench.bench.server.onChat(() => replyText(LEAK_ANSWER));
    const page = await bench.open();
    await type(page, LEAK_QUESTION);
    await botMessage(page, LEAK_ANSWER).getByRole('button', { name: '👎' }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('zu kurz');
    await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
    const told = page.locator('li.message.private');
    await told.waitFor();
    await expect.poll(() => told.innerText()).toMatch(/Thank|Danke/u);
  });

  it('says why nothing is answered', async () => {
    const page = await bench.open();
    await type(page, 'Wie hoch ist der Mount Everest?');
    await botMessage(page, 'Dazu steht in meinen Artikeln nichts').waitFor();
    await page.getByRole('tab', { name: 'State' }).click();
    await page.getByText('Model: llama3.2').waitFor();
    await expect.poll(() => page.locator('.panel').innerText()).toMatch(/not answered\s+1/u);
  });

  it('opens what stands behind it: passages, scores and the sentence it rests on', async () => {
    bench.bench.server.onChat(() => replyText(LEAK_ANSWER));
    const page = await bench.open({ viewport: { width: 1400, height: 900 } });
    await type(page, LEAK_QUESTION);
    await botMessage(page, LEAK_ANSWER).locator('.text .cite').first().click();
    const mark = page.locator('.panel mark').first();
    await mark.waitFor();
    await expect
      .poll(() => mark.innerText())
      .toContain('sickerten die Gewichte von Llama auf 4chan durch');
    await expect.poll(() => page.locator('.panel .scores').count()).toBeGreaterThan(0);
    await expect.poll(() => page.locator('.panel .waterfall:not(.parts) li').count()).toBe(4);
    await expect.poll(() => page.locator('.panel .waterfall .tick').count()).toBeGreaterThan(1);
    await page
      .locator('.panel .found li.used')
      .getByRole('button', { name: 'Show the article' })
      .click();
    await page.locator('.panel .found li.chosen').waitFor();
    await page.getByRole('button', { name: 'All articles' }).click();
    await page.locator('.panel canvas').waitFor();
    await expect
      .poll(() => page.locator('.panel canvas').getAttribute('aria-label'))
      .toMatch(/Map of \d+ passages of 3 articles/u);
  });

  it('is asked in German on a German page', async () => {
    bench.bench.server.onChat(() => replyText(LEAK_ANSWER));
    const page = await bench.open({ locale: 'de-DE' });
    await type(page, `/frage ${LEAK_QUESTION}`);
    await page.getByRole('combobox', { name: /frage/u }).press('Enter');
    await botMessage(page, LEAK_ANSWER).waitFor();
    await expect
      .poll(() => page.locator('.asked').innerText())
      .toContain('Alex hat /frage benutzt');
    await expect.poll(() => page.locator('html').getAttribute('lang')).toBe('de');
    await page.getByLabel('Sprache').selectOption('English');
    await page.getByText('You are').waitFor();
  });

  it('is asked about any message, by its menu', async () => {
    bench.bench.server.onChat(() => replyText(LEAK_ANSWER));
    const page = await bench.open();
    await type(page, 'Hallo');
    await botMessage(page, /Hallo/u).waitFor();
    await bench.cool();
    await page
      .locator('li.message.said')
      .getByRole('combobox', { name: 'What to do with this message' })
      .selectOption({ label: 'Ask about this message' });
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill(LEAK_QUESTION);
    await dialog.getByRole('button', { name: 'Send' }).click();
    await botMessage(page, LEAK_ANSWER).waitFor();
    await expect
      .poll(() => page.locator('main [role=status].unseen').innerText())
      .toContain('4chan');
  });

  it('goes on in a thread of its own', async () => {
    bench.bench.server.onChat(() => replyText(LEAK_ANSWER));
    const page = await bench.open();
    await type(page, LEAK_QUESTION);
    await botMessage(page, LEAK_ANSWER)
      .getByRole('combobox', { name: 'Mehr' })
      .selectOption({ label: 'In einem Thread besprechen' });
    const thread = page.getByRole('navigation').getByRole('button', { name: LEAK_QUESTION });
    await thread.click();
    await bench.cool();
    await type(page, 'Wie viele Ableger erschienen auf Hugging Face?');
    await page.locator('li.message').nth(1).waitFor();
    await expect
      .poll(() => page.locator('main').getAttribute('aria-label'))
      .toContain(LEAK_QUESTION);
  });
});
