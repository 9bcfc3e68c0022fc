const BROKEN_WORD = /(?<![\p{L}\p{N}])([\p{L}\p{N}]+)[-\u00AD\u2010]$/u;
/** Longest word that is looked at for a break. */
const MAX_WORD_CHARS = 100;
const LINKING_WORD = /^(?:und|oder|bis|bzw|sowie|and|or|to)(?!\p{L})/u;
const WORD = /[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*/gu;

/** Words of a text, in lower case, to tell a hyphen that belongs to a word from one that breaks it. */
export function wordsOf(texts: readonly string[]): ReadonlySet<string> {
  const words = new Set<string>();
  for (const text of texts) {
    for (const [word] of text.matchAll(WORD)) words.add(word.toLowerCase());
  }
  return words;
}

/** Puts a line behind a text; a word that was broken between them is whole again. */
export function joinLine(text: string, line: string, known: ReadonlySet<string>): string {
  if (text !== '' && isBrokenWithoutMark(text, line, known)) return text + line;
  const head = BROKEN_WORD.exec(text.slice(-MAX_WORD_CHARS))?.[1];
  const tail = /^[\p{L}\p{N}]+/u.exec(line)?.[0];
  if (text === '') return line;
  if (head === undefined || tail === undefined || LINKING_WORD.test(line)) return `${text} ${line}`;
  const hyphenated = `${head}-${tail}`.toLowerCase();
  const isWritten = known.has(hyphenated) && !known.has((head + tail).toLowerCase());
  // "Open-Source-\nModelle" and "KI-\nbasiert" keep theirs.
  const isKept =
    isWritten || /^[\p{Lu}\p{N}]/u.test(line) || /(?:\p{Lu}{2}|\p{N})[-\u2010]$/u.test(text);
  return (isKept && !text.endsWith('\u00AD') ? text : text.slice(0, -1)) + line;
}

/** Soft hyphens get lost on the way: then only a word that stands elsewhere tells that it goes on. */
function isBrokenWithoutMark(text: string, line: string, known: ReadonlySet<string>): boolean {
  const head = /(?<![\p{L}\p{N}])\p{L}{3,40}$/u.exec(text.slice(-MAX_WORD_CHARS))?.[0];
  const tail = /^\p{Ll}{3,40}(?![\p{L}\p{N}])/u.exec(line)?.[0];
  return head !== undefined && tail !== undefined && known.has((head + tail).toLowerCase());
}
