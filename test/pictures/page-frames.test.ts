import { writeFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { replyText } from '../fakes/ollama-server.ts';
import { CHROMIUM, launchChromium } from '../journeys/chromium.ts';
import { ARTICLES, LEAK_ANSWER, LEAK_QUESTION } from '../journeys/cria-bench.ts';
import { PageBench, type } from '../journeys/page-bench.ts';

/**
 * Milliseconds from frame to frame while the channel is scrolled, with 10,000 passages and 500 messages, into a file:
 * `FRAMES=frames.json npx vitest run test/pictures/page-frames.test.ts`. Needs a Chromium and some 80 s.
 */
const FILE = process.env['FRAMES'] ?? '';
const ARTICLE_COUNT = 1_000;
const SECTIONS = 10;
const QUESTIONS = 250;
const TIMEOUT_MS = 600_000;
const MAP_TIMEOUT_MS = 240_000;

const SCROLLED = `(async () => {
  const list = [...document.querySelectorAll('*')].find((one) => one.scrollHeight > one.clientHeight + 2000 && getComputedStyle(one).overflowY !== 'visible');
  const gaps = [];
  let last = await new Promise(requestAnimationFrame);
  for (let step = 0; step < 120; step += 1) {
    list.scrollTop = (step % 2 === 0 ? 0.2 : 1) * list.scrollHeight * ((step % 60) / 60);
    const now = await new Promise(requestAnimationFrame);
    gaps.push(now - last);
    last = now;
  }
  gaps.sort((a, b) => a - b);
  const at = (share) => Math.round(10 * gaps[Math.ceil(share * gaps.length) - 1]) / 10;
  return { median: at(0.5), p95: at(0.95), longest: at(1), elements: document.querySelectorAll('*').length };
})()`;

it.skipIf(FILE === '' || CHROMIUM === null)(
  'a long channel beside the map of a large corpus is scrolled',
  { timeout: TIMEOUT_MS },
  async () => {
    const browser = await launchChromium();
    const bench = await PageBench.start(browser, { articles: { ...ARTICLES, ...largeCorpus() } });
    bench.bench.server.onChat(() => replyText(LEAK_ANSWER));
    const page = await bench.open({ viewport: { width: 1_400, height: 900 } });
    const messages = page.locator('li.message');
    for (let asked = 1; asked <= QUESTIONS; asked += 1) {
      await type(page, `${asked}: ${LEAK_QUESTION}`);
      await messages.nth(2 * asked - 1).waitFor();
      await bench.cool();
    }
    const alone = await scrolled(page);
    await page.getByRole('button', { name: 'Quellen' }).last().click();
    await page.getByRole('tab', { name: 'Articles' }).click();
    const map = page.locator('.panel canvas').first();
    await bench.slowly(map.waitFor({ timeout: MAP_TIMEOUT_MS }));
    const besideMap = await scrolled(page);
    const count = await messages.count();
    await writeFile(FILE, `${JSON.stringify({ messages: count, alone, besideMap })}\n`);
    await bench.end();
    await browser.close();
    expect(count).toBeGreaterThanOrEqual(2 * QUESTIONS);
  },
);

function scrolled(page: Page): Promise<unknown> {
  return page.evaluate(SCROLLED);
}

function largeCorpus(): Readonly<Record<string, string>> {
  const section = (article: number, at: number): string => {
    const sentences = [0, 1, 2, 3, 4, 5].map(
      (n) =>
        `Harbour ${article} keeps ${(article * 7 + at * 3 + n) % 97} boats of kind ${at}-${n} near the old pier, and nobody there has ever counted them twice.`,
    );
    return `## Part ${at} of ${article}\n\n${sentences.join(' ')}\n`;
  };
  return Object.fromEntries(
    Array.from({ length: ARTICLE_COUNT }, (_, article) => {
      const sections = Array.from({ length: SECTIONS }, (__, at) => section(article, at));
      const front = `---\ntitle: Article ${article}\nlanguage: en\n---\n`;
      return [`a${article}.md`, `${front}${sections.join('\n')}`];
    }),
  );
}
