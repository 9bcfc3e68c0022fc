import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadGoldenItems } from '../../src/golden/golden-items.ts';
import { loadGolden } from '../../evals/golden.ts';
import { tempFolder, writeFiles } from '../indexing/temp-folder.ts';

test('the shipped ones are the golden set, wherever the process runs', async () => {
  const here = process.cwd();
  process.chdir('/');
  try {
    const golden = await loadGolden();
    expect(await loadGoldenItems('shipped')).toEqual(
      golden.map(({ q, articles }) => ({ question: q, articles })),
    );
  } finally {
    process.chdir(here);
  }
});

test('off is none', async () => {
  expect(await loadGoldenItems('off')).toEqual([]);
});

test('a file needs a question and articles a line', async () => {
  const folder = await tempFolder();
  await writeFiles(folder, {
    'good.jsonl': '{"q":"Was?","articles":["a"]}\n\n{"q":"Wo?","articles":[],"note":1}\n',
    'bad.jsonl': '{"q":"Was?","articles":["a"]}\n{"q":"Wo?"}\n',
    'worse.jsonl': 'Was?\n',
  });
  expect(await loadGoldenItems(join(folder, 'good.jsonl'))).toEqual([
    { question: 'Was?', articles: ['a'] },
    { question: 'Wo?', articles: [] },
  ]);
  await expect(loadGoldenItems(join(folder, 'bad.jsonl'))).rejects.toMatchObject({
    code: 'config-invalid',
    message: expect.stringMatching(/^GOLDEN_QUESTIONS: .*bad\.jsonl:2: /u) as unknown,
  });
  for (const name of ['worse.jsonl', 'missing.jsonl']) {
    const loading = loadGoldenItems(join(folder, name));
    await expect(loading).rejects.toMatchObject({ code: 'config-invalid' });
  }
});
