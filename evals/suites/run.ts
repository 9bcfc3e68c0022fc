import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../src/domain/errors.ts';
import type { ExtractedDocument } from '../../src/domain/documents.ts';
import { extractArticle } from '../../src/indexing/loaders/extract-article.ts';
import { FILE_TITLE, pageFigures, type PageCase } from './page-figures.ts';

/*
 * `npm run suites -- FOLDER [odd|even]`: what is read of the public suites that lie below a folder
 * (docs/documents.md). The suite of pages is told by its `source.html` with its `expected.html`;
 * every other document is only asked whether it is read at all.
 */
const OTHERS = ['docx', 'epub', 'pdf', 'md', 'mdx'] as const;

const [folder, half] = process.argv.slice(2);
if (folder === undefined) throw new AppError('usage', 'npm run suites -- FOLDER [odd|even]');
const files = (await readdir(folder, { recursive: true })).filter(
  (file) => !file.includes('.git/'),
);

const folders = files
  .filter((file) => file.endsWith('source.html'))
  .map((file) => join(folder, file.slice(0, -'source.html'.length)))
  .toSorted()
  .filter((_, at) => half === undefined || at % 2 === (half === 'odd' ? 1 : 0));
const cases: PageCase[] = [];
for (const path of folders) {
  const [html, metadata] = await Promise.all(
    ['expected.html', 'expected-metadata.json'].map((name) => readFile(join(path, name), 'utf8')),
  );
  cases.push({
    name: path,
    html: html ?? '',
    metadata: JSON.parse(metadata ?? '{}') as PageCase['metadata'],
    read: await read(join(path, 'source.html'), `${FILE_TITLE}.html`),
  });
}
if (cases.length > 0) console.log(pageFigures(cases));

for (const kind of OTHERS) {
  const refused: string[] = [];
  const these = files.filter((file) => file.endsWith(`.${kind}`));
  for (const file of these) {
    const outcome = await read(join(folder, file), file);
    if (outcome instanceof AppError) refused.push(`  ${file}: ${outcome.code}, ${outcome.message}`);
  }
  if (these.length === 0) continue;
  console.log([`${kind}: ${refused.length} of ${these.length} refused`, ...refused].join('\n'));
}

async function read(path: string, name: string): Promise<ExtractedDocument | AppError> {
  try {
    const bytes = await readFile(path);
    return await extractArticle({ bytes, name, contentType: null, url: null });
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}
