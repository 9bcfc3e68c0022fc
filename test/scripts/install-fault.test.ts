import { expect, test } from 'vitest';
import { installFault } from '../../scripts/lib/install-fault.mjs';
import { runHeld } from '../../scripts/lib/processes.mjs';

const GYP =
  'npm error gyp ERR! find Python\nnpm error gyp ERR! stack Error: not found: make\n'.repeat(20);

test.each([
  ['linux', 'build-essential'],
  ['darwin', 'xcode-select'],
  ['win32', 'Visual Studio'],
  ['aix', 'C++ compiler'],
])('without a compiler %s is told in one line what to install', (platform, hint) => {
  const told = installFault(GYP, platform);
  expect(told).toContain(hint);
  expect(told).not.toContain('\n');
});

test('any other failure of npm is told as npm tells it', () => {
  expect(installFault('npm error code ENOSPC\n', 'linux')).toBe('npm error code ENOSPC');
});

test('what a program says is held back until it ends', async () => {
  const script = 'console.log("out"); console.error("err"); process.exit(3)';
  const { code, output } = await runHeld(process.execPath, ['-e', script]);
  expect(code).toBe(3);
  expect(output.split('\n').sort()).toEqual(['', 'err', 'out']);
});
