import { contentStems } from '../../../text/content-stems.ts';
import { foldText } from '../../../text/fold-word.ts';
import type { ArticleText, CorpusWarning } from './article-text.ts';
import { partNames } from './numbered-names.ts';
import { isAbout, readQuantities, type Quantity } from './quantities.ts';
import { readTable } from './read-table.ts';

/** A number with its thing: what is said of what, in one sentence or one cell of a table. */
interface Statement {
  readonly file: string;
  readonly line: number;
  /** Only statements of one key are compared. */
  readonly key: string;
  /** Stems of what is said; null for a cell, whose key says it all. */
  readonly stems: ReadonlySet<string> | null;
  readonly quantities: readonly Quantity[];
  readonly shown: string;
}

/** Share of the stems of both sentences together that both have to hold. */
const MIN_ALIKE = 0.5;
/** Fewer stems say too little. */
const MIN_STEMS = 3;

/** Pairs of articles that give different numbers for one thing; the later one of each pair is named. */
export function warnOfDifferentNumbers(texts: readonly ArticleText[]): CorpusWarning[] {
  const known = new Map<string, Statement[]>();
  const warnings: CorpusWarning[] = [];
  for (const text of texts) {
    const own = [...sentenceStatements(text), ...cellStatements(text)];
    for (const statement of own) {
      const other = known.get(statement.key)?.find((one) => contradicts(one, statement));
      if (other === undefined) continue;
      const message = `“${statement.shown}” differs from ${other.file}:${other.line}: “${other.shown}”.`;
      warnings.push({ file: statement.file, line: statement.line, message });
    }
    for (const statement of own) {
      const those = known.get(statement.key) ?? [];
      if (those.length === 0) known.set(statement.key, those);
      those.push(statement);
    }
  }
  return warnings;
}

/** Where more than one number of a sentence differs, the sentences are about different things. */
function contradicts(a: Statement, b: Statement): boolean {
  if (a.stems !== null && b.stems !== null && likeness(a.stems, b.stems) < MIN_ALIKE) return false;
  const units = new Set(a.quantities.map(({ unit }) => unit));
  const different = [...units].filter((unit) => {
    const here = a.quantities.filter((quantity) => quantity.unit === unit);
    const there = b.quantities.filter((quantity) => quantity.unit === unit);
    const isSame = here.some((one) => there.some((other) => isAbout(one.value, other.value)));
    return there.length > 0 && !isSame;
  });
  return different.length === 1;
}

function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((stem) => b.has(stem)).length;
  return shared / (a.size + b.size - shared);
}

/** Sentences about something whose name has a number in it, with other numbers besides; one for each name. */
function sentenceStatements({ file, sentences }: ArticleText): Statement[] {
  return sentences.flatMap(({ line, text }) => {
    const { names, rest } = partNames(text);
    const quantities = readQuantities(rest).filter(({ unit }) => unit !== '');
    const stems = new Set([...contentStems(rest)].filter((stem) => !/\d/u.test(stem)));
    if (quantities.length === 0 || stems.size < MIN_STEMS) return [];
    return names.map((name) => {
      const key = `sentence ${foldText(name)}`;
      return { file, line, key, stems, quantities, shown: text };
    });
  });
}

/** Cells with numbers, by the first cell of their row and what heads their column. */
function cellStatements({ file, blocks }: ArticleText): Statement[] {
  return blocks
    .filter(({ kind }) => kind === 'table')
    .flatMap(({ text, line }) =>
      readTable(text).flatMap(({ row, column, cell, offset }) => {
        const quantities = readQuantities(cell);
        if (quantities.length === 0) return [];
        const shown = `${row}, ${column}: ${cell}`;
        return columnKeys(column).map((key) => ({
          ...{ file, line: line + offset, stems: null, quantities, shown },
          key: `cell ${foldText(row)} > ${key}`,
        }));
      }),
    );
}

/** The heading itself, and the code words in it (`Q4_K_M`), which are the same in every language. */
function columnKeys(column: string): string[] {
  const words = column.split(/[^\p{L}\p{N}_]/u);
  const codes = words.filter((word) => word.includes('_') && /\d/u.test(word));
  return [...new Set([foldText(column), ...codes.map(foldText)])];
}
