import { expect, test } from 'vitest';
import { openerOf } from '../../src/entry/open-browser.ts';

const ADDRESS = 'http://127.0.0.1:7842/';

test('a browser is opened where somebody sits at a desktop', () => {
  const at = (platform: NodeJS.Platform, hasDisplay: boolean, isTerminal = true) =>
    openerOf(ADDRESS, { platform, hasDisplay, isTerminal });
  expect(at('linux', true)).toEqual(['xdg-open', ADDRESS]);
  expect(at('darwin', false)).toEqual(['open', ADDRESS]);
  expect(at('win32', false)).toEqual(['explorer.exe', ADDRESS]);
  expect(at('linux', false), 'a server').toBeNull();
  for (const platform of ['linux', 'darwin', 'win32'] as const) {
    expect(at(platform, true, false), 'a service').toBeNull();
  }
});
