import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { StuckFiles } from '../../../src/indexing/building/stuck-files.ts';
import { stuckName } from '../../../src/indexing/corpus/scan-corpus.ts';
import { nodeFiles } from '../../../src/indexing/files/durable-files.ts';
import { createIndexStore } from '../../../src/indexing/index-store.ts';
import { newId } from '../../../src/observability/new-id.ts';
import { hangingFolders } from '../../fakes/hanging-builds.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { RecordingLogger } from '../../model/recording-logger.ts';
import { bench } from '../store-bench.ts';
import { tempFolder, writeFiles } from '../temp-folder.ts';

const BAD = 'Ein Text, an dem ein Bau hing.';
const hash = createHash('sha256').update(BAD).digest('hex');

test('a file no build got through is left out by name, and tried again once it has changed', async () => {
  const { store, knowledgeDir, dataDir } = await bench({ 'a.md': 'Ein guter Text.', 'b.md': BAD });
  await new StuckFiles(dataDir, nodeFiles).note(stuckName({ file: 'b.md', hash }));
  const report = await store.build({});
  expect(report).toMatchObject({ added: ['a'], faults: [{ file: 'b.md', line: 1 }] });
  expect(report.faults[0]!.message).toContain('did not come to an end');
  await writeFiles(knowledgeDir, { 'b.md': 'Ein anderer Text.' });
  expect(await store.build({})).toMatchObject({ added: ['b'], faults: [] });
});

test('a thread that hangs at a file is ended, the file named, and the next build goes around it', async () => {
  const { knowledgeDir, dataDir } = await bench({ 'a.md': 'Ein guter Text.', 'b.md': BAD });
  let hangsAt: string | null = stuckName({ file: 'b.md', hash });
  const clock = new ManualClock();
  const logger = new RecordingLogger();
  const keeping = hangingFolders({ dataDir, clock, logger, hangsAt: () => hangsAt });
  const maxFileMs = 200; // of a thread that hangs for good; the next one has longer
  const parts = { knowledgeDir, dataDir, logger, clock, newId, keeping };
  await expect(createIndexStore({ ...parts, maxFileMs }).build({})).rejects.toMatchObject({
    ...{ code: 'corpus-invalid', isRetryable: true, details: { file: 'b.md' } },
    message: expect.stringContaining('b.md') as string,
  });
  hangsAt = null;
  expect(await createIndexStore(parts).build({})).toMatchObject({
    added: ['a'],
    faults: [
      { file: 'b.md', message: expect.stringContaining('did not come to an end') as string },
    ],
  });
});

test('is remembered in a file, one entry a name; a broken list is none', async () => {
  const folder = await tempFolder();
  const stuck = (): StuckFiles => new StuckFiles(folder, nodeFiles);
  expect(await stuck().list()).toEqual([]);
  await stuck().note('one a b.md');
  await stuck().note('two a b.md');
  await stuck().note('three c.md');
  await stuck().note('');
  expect(await stuck().list()).toEqual([
    { hash: 'two', file: 'a b.md' },
    { hash: 'three', file: 'c.md' },
  ]);
  await writeFile(join(folder, 'stuck-files.json'), '[{"file":1}]');
  expect(await stuck().list()).toEqual([]);
});

test('names the file in its error', () => {
  expect(new StuckFiles('nowhere', nodeFiles, 5).error('hash a b.md')).toMatchObject({
    code: 'corpus-invalid',
    isRetryable: true,
    details: { file: 'a b.md' },
  });
});
