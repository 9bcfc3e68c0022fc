import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ExtractDocument } from '../../../src/domain/documents.ts';
import { hashCorpusFolder } from '../../../src/indexing/corpus/corpus-hash.ts';
import { FileStates } from '../../../src/indexing/corpus/file-states.ts';
import type { Article } from '../../../src/domain/passage.ts';
import { readArticleFile } from '../../../src/indexing/corpus/read-article-file.ts';
import { scanCorpus } from '../../../src/indexing/corpus/scan-corpus.ts';
import { tempFolder, writeFiles } from '../temp-folder.ts';

const noExtraction: ExtractDocument = () => Promise.reject(new Error('nothing to extract'));

describe('scanCorpus', () => {
  test('hands out what is not known, in order, and only counts the rest', async () => {
    const folder = await tempFolder();
    const files = Array.from({ length: 30 }, (_, at) => `f${String(at).padStart(2, '0')}.md`);
    await writeFiles(folder, Object.fromEntries(files.map((file) => [file, `Text ${file}.`])));
    const { hash } = await readArticleFile(folder, 'f07.md');
    const taken: string[] = [];
    const seen: number[] = [];
    const scan = await scanCorpus(folder, {
      known: (file, found) => (file === 'f07.md' && found === hash ? 'f07' : null),
      take: ({ id }, file) => taken.push(`${id} ${file}`),
      extract: noExtraction,
      report: (done, total) => seen.push(done + total),
    });
    expect(scan).toMatchObject({
      ...{ kept: ['f07'], faults: [], corpusHash: await hashCorpusFolder(folder) },
    });
    expect(taken).toEqual(
      files.filter((file) => file !== 'f07.md').map((file) => `${file.slice(0, 3)} ${file}`),
    );
    expect(seen).toHaveLength(30);
  });

  test('an article deleted after the folder was listed is as if it had never been there', async () => {
    const folder = await tempFolder();
    const files = Object.fromEntries(
      Array.from({ length: 40 }, (_, at) => [`f${String(at).padStart(2, '0')}.md`, `Text ${at}.`]),
    );
    await writeFiles(folder, files);
    const taken: string[] = [];
    let isFirst = true;
    const scan = await scanCorpus(folder, {
      known: (file) => {
        if (isFirst) void rm(join(folder, 'f39.md')); // long before its turn
        isFirst = false;
        return file === 'f39.md' ? 'f39' : null;
      },
      take: ({ id }) => taken.push(id),
      extract: noExtraction,
    });
    expect(scan.faults).toEqual([]);
    expect([...scan.kept, ...taken]).not.toContain('f39');
    expect(taken).toHaveLength(39);
    expect(scan.corpusHash).toBe(await hashCorpusFolder(folder));
  });

  test('a known file that is what it was is not read; one that is not known is', async () => {
    const folder = await tempFolder();
    await writeFiles(folder, { 'a.md': 'Eins.', 'b.md': 'Zwei.' });
    const states = {
      path: join(await tempFolder(), 'states.json'),
      nowMs: Number.MAX_SAFE_INTEGER,
    };
    const said = await FileStates.open(folder, states);
    for (const file of ['a.md', 'b.md']) {
      expect(said.look(file)).toBeNull();
      said.note(file, `said of ${file}`); // which nobody who reads it would say
    }
    await said.save();
    const taken: string[] = [];
    const steps = {
      known: (file: string, hash: string) => (hash === 'said of a.md' ? file : null),
      take: ({ id, hash }: Article) => taken.push(`${id} ${hash}`),
      ...{ extract: noExtraction, states },
    };
    const scan = await scanCorpus(folder, steps);
    expect(scan.kept).toEqual(['a.md']);
    const { hash } = await readArticleFile(folder, 'b.md');
    expect(taken).toEqual([`b ${hash}`]);
    await scan.saveStates(); // with what was read
    expect(scan.corpusHash).toBe(await hashCorpusFolder(folder, { states }));
    expect(scan.corpusHash).not.toBe(await hashCorpusFolder(folder));
  });

  test('the second of two files that make the same article is a fault, known or not', async () => {
    const folder = await tempFolder();
    await writeFiles(folder, { 'a.md': 'Eins.', 'a.txt': 'Zwei.' });
    const known = (file: string): string | null => (file === 'a.txt' ? 'a' : null);
    const scan = await scanCorpus(folder, { known, take: () => undefined, extract: noExtraction });
    expect(scan).toMatchObject({ kept: [], faults: [{ file: 'a.txt' }] });
  });
});
