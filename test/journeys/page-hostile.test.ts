import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { replyText } from '../fakes/ollama-server.ts';
import { CHROMIUM, IN_BROWSER, inBrowser, launchChromium } from './chromium.ts';
import { ANY_TEXT } from './cria-bench.ts';
import { botMessage, PageBench, type } from './page-bench.ts';

const SCRIPT = '<img src=x onerror="globalThis.hit=1"><script>globalThis.hit=1</script>';
const TITLE = `Llama ${SCRIPT} [klick](https://evil.example/title)`;
const ARTICLES = {
  'boese.md': `---
title: ${JSON.stringify(TITLE)}
language: de
url: "javascript:globalThis.hit=1"
---
Die Gewichte von Llama sickerten auf 4chan durch. ${SCRIPT}

## ${SCRIPT} Wo die Gewichte auftauchten

Kurz darauf sickerten die Gewichte auf 4chan durch; [mehr](https://evil.example/body).
`,
  'gut.md': `---
title: Noch ein Artikel
language: de
---
Ein Modell braucht Arbeitsspeicher, und die Gewichte von Llama sind groß.
`,
};
const ANSWER = [
  `Die Gewichte von Llama sickerten auf 4chan durch ${SCRIPT} [1].`,
  'Mehr [hier](https://evil.example/masked) und [da](javascript:globalThis.hit=1).',
  '@everyone <@1> <#1> </ask:1> <https://user@evil.example/x> **fett <b>nicht</b>**',
  '',
  '| a | b |',
  '|---|---|',
  `| ${SCRIPT} | \`x\` |`,
].join('\n');

/** Whether anything was run, built or linked that only stands in a text. */
async function harm(page: Page): Promise<unknown> {
  return page.evaluate(`({
    hit: 'hit' in globalThis,
    images: [...document.querySelectorAll('img')].filter(
      ({ src }) => !new URL(src).pathname.startsWith('/assets/'),
    ).length,
    scripts: document.querySelectorAll('body script').length,
    bold: document.querySelectorAll('b').length,
    // A link says where it leads: it shows its address, or its host.
    hidden: [...document.querySelectorAll('a')]
      .filter(({ href, textContent }) => !href.includes(textContent))
      .map(({ href }) => href),
    others: [...document.querySelectorAll('a')].filter(({ href }) => !/^https?:/u.test(href)).length,
  })`);
}

const HARMLESS = { hit: false, images: 0, scripts: 0, bold: 0, hidden: [], others: 0 };

describe.skipIf(CHROMIUM === null)(inBrowser('hostile text on the page'), IN_BROWSER, () => {
  let browser: Browser;
  let bench: PageBench;
  beforeAll(async () => void (browser = await launchChromium()));
  afterAll(() => browser.close());
  beforeEach(async () => {
    bench = await PageBench.start(browser, { articles: ARTICLES, answering: ANY_TEXT });
  });
  afterEach(() => bench.end());

  it('of articles, models and members is only ever text', async () => {
    bench.bench.server.onChat(() => replyText(ANSWER));
    const page = await bench.open({ viewport: { width: 1400, height: 900 } });
    await type(page, `Wo sickerten die Gewichte von Llama durch? ${SCRIPT}`);
    const answer = botMessage(page, 'sickerten auf 4chan durch');
    await answer.last().locator('.buttons').waitFor();
    await page.locator('.panel .found').waitFor();
    expect(await harm(page)).toEqual(HARMLESS);
    await expect.poll(() => answer.last().innerText()).toContain('<img src=x onerror');
    await answer.last().getByRole('button', { name: 'Quellen' }).click();
    await page.locator('li.message.private').waitFor();
    expect(await harm(page)).toEqual(HARMLESS);
    await page.getByRole('tab', { name: 'Articles' }).click();
    await page.locator('.articles button', { hasText: 'Llama' }).click();
    await page.locator('.panel .found').waitFor();
    expect(await harm(page)).toEqual(HARMLESS);
    await page.keyboard.press('Escape');
    await type(page, '/knowledge show Llama');
    await page.locator('[role=option]').first().waitFor();
    expect(await harm(page)).toEqual(HARMLESS);
  });

  it('in the name of a file is only ever text', async () => {
    const page = await bench.open();
    await page.getByLabel('You are').selectOption({ label: 'Operator' });
    await type(page, '/knowledge add');
    const form = page.getByRole('form', { name: '/knowledge add' });
    await form.locator('input[type=file]').setInputFiles({
      name: '<img src=x onerror=globalThis.hit=1>.md',
      mimeType: 'text/markdown',
      buffer: Buffer.from(
        `# ${SCRIPT}\n\nEin Satz, der lang genug für einen Artikel ist. ${SCRIPT}\n`,
      ),
    });
    await form.getByText('onerror').waitFor();
    await form.getByRole('button', { name: 'Send' }).click();
    await bench.slowly(page.locator('li.message').nth(0).locator('.text').waitFor());
    expect(await harm(page)).toEqual(HARMLESS);
  });
});
