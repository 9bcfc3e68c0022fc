import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { replyText } from '../fakes/ollama-server.ts';
import { CHROMIUM, IN_BROWSER, inBrowser, launchChromium } from './chromium.ts';
import { botMessage, PageBench, type } from './page-bench.ts';

const FALCON = `---
title: Falcon aus Abu Dhabi
language: de
---
Falcon ist ein offenes Sprachmodell des Technology Innovation Institute.

## Lizenz

Falcon steht seit Mai 2023 unter der Lizenz Apache 2.0.
`;

/** Drops a file on the page, as a hand would. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  const data = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([${JSON.stringify(text)}], ${JSON.stringify(name)}, { type: 'text/markdown' }));
    return transfer;
  })()`);
  await page.dispatchEvent('main', 'dragover', { dataTransfer: data });
  await page.getByText('Drop the file').waitFor();
  await page.dispatchEvent('main', 'drop', { dataTransfer: data });
}

describe.skipIf(CHROMIUM === null)(inBrowser('keeping articles on the page'), IN_BROWSER, () => {
  let browser: Browser;
  let bench: PageBench;
  let page: Page;
  beforeAll(async () => void (browser = await launchChromium()));
  afterAll(() => browser.close());
  beforeEach(async () => {
    bench = await PageBench.start(browser, { env: { GOLDEN_QUESTIONS: 'off' } });
    page = await bench.open();
  });
  afterEach(() => bench.end());

  const slowly = <T>(promise: Promise<T>): Promise<T> => bench.slowly(promise);
  const served = (): string => bench.bench.cria.knowledge.state().generation!.id;
  const actAs = async (name: string): Promise<void> => {
    await page.getByLabel('You are').selectOption({ label: name });
  };

  it('adds a file that is dropped, previewed, and answers from it', async () => {
    await actAs('Operator');
    await drop(page, 'falcon.md', FALCON);
    const form = page.getByRole('form', { name: '/knowledge add' });
    await form.getByText('falcon.md').waitFor();
    await form.getByRole('button', { name: 'Send' }).click();
    const preview = botMessage(page, 'Falcon aus Abu Dhabi');
    await preview.getByRole('button', { name: 'Add' }).click();
    await botMessage(page, /Added|is in the articles|answers from it/u)
      .first()
      .waitFor();
    bench.bench.server.onChat(() =>
      replyText('Falcon steht seit Mai 2023 unter der Lizenz Apache 2.0 [1].'),
    );
    await type(page, 'Unter welcher Lizenz steht Falcon?');
    await botMessage(page, 'Apache 2.0 [1].').waitFor();
  });

  it('refuses who is no keeper, in a sentence only they see', async () => {
    await drop(page, 'falcon.md', FALCON);
    await page.getByRole('form').getByRole('button', { name: 'Send' }).click();
    const refusal = page.locator('li.message.private');
    await refusal.waitFor();
    await actAs('Robin (member)');
    await page.getByText('Ask something.').waitFor();
    await expect.poll(() => refusal.count()).toBe(0);
  });

  it('renews the index: previewed, applied, and rolled back', async () => {
    const before = served();
    await bench.bench.write({ 'falcon.md': FALCON });
    await unlink(join(bench.bench.knowledgeDir, 'zu-hause.md'));
    await actAs('Operator');
    await type(page, '/reindex');
    await page.getByRole('form').getByRole('button', { name: 'Send' }).click();
    const preview = botMessage(page, 'What would change');
    await slowly(preview.waitFor());
    await expect.poll(() => preview.innerText()).toContain('removed: 1 (zu-hause)');
    await preview.getByRole('button', { name: 'Apply' }).click();
    const done = botMessage(page, 'The index is ready');
    await slowly(done.waitFor());
    expect(served()).not.toBe(before);
    await done.getByRole('button', { name: 'Roll back' }).click();
    await slowly(botMessage(page, 'Rolled back').waitFor());
    expect(served()).toBe(before);
  });
});
