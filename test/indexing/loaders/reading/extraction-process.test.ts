import { expect, onTestFinished, test, vi } from 'vitest';
import { ExtractionProcess } from '../../../../src/indexing/loaders/reading/extraction-process.ts';
import type { ExtractionLimits } from '../../../../src/indexing/loaders/reading/extraction-protocol.ts';
import { endlessPdf, sourceOf } from '../make-documents.ts';

const LIMITS: ExtractionLimits = { heapMb: 256, maxBytes: 700_000_000 };
const MARKDOWN = sourceOf('# Titel\n\nDer Text dazu, in einem Satz.', 'a.md');
const ENDLESS = sourceOf(endlessPdf(), 'a.pdf');

function started(limits: Partial<ExtractionLimits> = {}): ExtractionProcess {
  const reader = new ExtractionProcess({ ...LIMITS, ...limits });
  onTestFinished(async () => {
    reader.end();
    await vi.waitFor(() => expect(reader.isAlive).toBe(false), { timeout: 20_000 });
  });
  return reader;
}

/** Child processes and their channels that would keep this process running. */
const keptAlive = (): number =>
  process.getActiveResourcesInfo().filter((kind) => /^(?:Process|Pipe)/u.test(kind)).length;

test('reads one document after the other, a refused one, too', async () => {
  const reader = started();
  await expect(reader.read(MARKDOWN)).resolves.toMatchObject({ title: 'Titel' });
  await expect(reader.read(sourceOf('', 'a.md'))).rejects.toMatchObject({
    code: 'document-unreadable',
  });
  await expect(reader.read(MARKDOWN)).resolves.toMatchObject({ title: 'Titel' });
  expect(reader.reads).toBe(3);
});

test('one that takes more memory than it may ends itself and is a refusal', async () => {
  const reader = started({ maxBytes: 1 });
  await expect(reader.read(ENDLESS)).rejects.toMatchObject({
    code: 'document-too-large',
    details: { limit: 'memory' },
  });
  expect(reader.isAlive).toBe(false);
});

test('one that is killed from outside is a refusal that says no more than that, and the next read, too', async () => {
  const reader = started();
  await reader.read(MARKDOWN);
  const reading = reader.read(ENDLESS);
  reader.end(); // with SIGKILL, as the system does
  const refusal = { code: 'document-too-large', details: { limit: 'ended' } };
  await expect(reading).rejects.toMatchObject(refusal);
  expect(reader.isAlive).toBe(false);
  await expect(reader.read(MARKDOWN)).rejects.toMatchObject(refusal);
});

test('one at rest keeps no process alive, and reads again', async () => {
  const before = keptAlive();
  const reader = started();
  const reading = reader.read(MARKDOWN);
  expect(keptAlive()).toBeGreaterThan(before);
  await reading;
  reader.rest();
  expect(keptAlive()).toBeLessThanOrEqual(before); // of others one may have gone meanwhile
  await expect(reader.read(MARKDOWN)).resolves.toMatchObject({ title: 'Titel' });
});
