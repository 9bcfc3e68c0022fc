import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { drawMessages, type Cast, type Drawn } from './draw-message.ts';

/** Widths of a window beside Discord's list of channels, and of a phone, in pixels. */
const WIDTHS = [640, 375] as const;
const LETTER = (fill: string, letter: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80"><rect width="80" height="80" fill="${fill}"/><text x="40" y="55" font-size="42" font-family="sans-serif" text-anchor="middle" fill="#fff">${letter}</text></svg>`;

const asAddress = (svg: string): string => `data:image/svg+xml;base64,${btoa(svg)}`;

/** The bot and who asks it. */
export function castOf(nameOf: Cast['nameOf'], nowMs: number): Cast {
  const icon = fileURLToPath(new URL('../../src/page/assets/icon.svg', import.meta.url));
  return {
    ...{ nameOf, nowMs },
    botAvatar: asAddress(readFileSync(icon, 'utf8')),
    userAvatar: asAddress(LETTER('#5865f2', 'A')),
  };
}

/** The elements as one script, nothing of it loaded from elsewhere. */
async function elements(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@skyra/discord-components-core');
  const built = await build({
    ...{ entryPoints: [entry], bundle: true, write: false, format: 'iife', minify: true },
    absWorkingDir: join(dirname(entry), '..'),
  });
  return built.outputFiles[0]?.text ?? '';
}

const STYLE = `
  html, body { margin: 0; height: auto }
  body { display: flex; gap: 8px; width: max-content; padding: 8px; background: #808080; align-items: flex-start }
  section { display: flex; flex-direction: column; gap: 8px }
  discord-messages { border: 0; border-radius: 4px; font-family: 'Noto Sans', 'Liberation Sans', sans-serif }
  .small { font-size: 0.8125em; opacity: 0.75 } .gap { height: 0.6em }
  .item { padding-left: 1.1em; text-indent: -0.8em } .item::before { content: '•'; padding-right: 0.45em }
  code { padding: 0.1em 0.25em; border-radius: 4px; background: #2b2d31; font-size: 0.85em } [light-theme] code { background: #e3e5e8 }
  .link { color: #00a8fc } [light-theme] .link { color: #006ce7 }
`;

/** One picture of messages: desktop and phone beside each other, dark above light. */
export async function takeSheet(
  browser: Browser,
  messages: readonly Drawn[],
  { cast, path }: { readonly cast: Cast; readonly path: string },
): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1_039, height: 100 } });
  try {
    const page = await context.newPage();
    const drawn = drawMessages(messages, cast);
    const panel = (theme: string) => `<discord-messages${theme}>${drawn}</discord-messages>`;
    const columns = WIDTHS.map((width) => {
      const panels = ['', ' light-theme'].map(panel).join('');
      return `<section style="width: ${width}px">${panels}</section>`;
    });
    await page.setContent(`<style>${STYLE}</style>${columns.join('')}`);
    await page.addScriptTag({ content: await elements() });
    await page.evaluate('document.fonts.ready');
    await page.screenshot({ path, fullPage: true });
  } finally {
    await context.close();
  }
}
