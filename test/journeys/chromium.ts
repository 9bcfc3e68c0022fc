import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

/** A Chromium of this machine; null where there is none. */
export const CHROMIUM = PLACES.find((path) => existsSync(path)) ?? null;

/** A browser on a busy machine may lose a race with the clock once: what fails is tried again. */
export const IN_BROWSER = { retry: 2 };

/** Name of a suite that needs it: says why it is skipped. */
export function inBrowser(name: string): string {
  return CHROMIUM === null ? `${name} (skipped: no Chromium in ${PLACES.join(', ')})` : name;
}

/** Starts it. Close it in `afterAll`. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM ?? '', args: FLAGS });
}
