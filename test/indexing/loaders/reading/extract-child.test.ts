import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { openBuild } from '../../../../scripts/lib/build.mjs';
import { OVER_LIMIT_EXIT } from '../../../../src/indexing/loaders/reading/extraction-protocol.ts';
import { endlessPdf } from '../make-documents.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const CHILD = join(await openBuild(ROOT, () => undefined), 'extract-child.mjs');

/** A parent that has a document read without end, says so, and waits; the child has its standard error. */
const PARENT = `
const child = require('node:child_process').fork(process.env.CHILD, {
  env: {}, execArgv: [], serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
});
const bytes = new Uint8Array(Buffer.from(process.env.DOCUMENT, 'base64'));
const markdown = new Uint8Array(Buffer.from('# Titel\\n\\nEin Satz mit einigen Worten.'));
child.send({ heapMb: 256, maxBytes: 1e9 });
child.once('message', () => child.send({ bytes, name: 'a.pdf' }, () => console.log(child.pid)));
child.send({ bytes: markdown, name: 'a.md' });
`;

test('ends with the exit code of its limit', async () => {
  const child = fork(CHILD, { execArgv: [], serialization: 'advanced' });
  child.send({ heapMb: 256, maxBytes: 1 });
  expect(await once(child, 'exit')).toEqual([OVER_LIMIT_EXIT, null]);
});

test('ends with its parent, whatever it is reading', async () => {
  const env = { CHILD, DOCUMENT: Buffer.from(endlessPdf()).toString('base64') };
  const parent = spawn(process.execPath, ['-e', PARENT], { env });
  const [said] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(said);
  expect(pid).toBeGreaterThan(1);
  let isOver = false;
  onTestFinished(() => {
    if (!isOver) process.kill(pid, 'SIGKILL');
  });
  parent.kill('SIGKILL');
  await once(parent, 'close'); // both hold the pipe of its standard error
  isOver = true;
  expect(parent.signalCode).toBe('SIGKILL');
});
