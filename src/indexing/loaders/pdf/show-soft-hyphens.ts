import { deflateSync, inflateSync } from 'node:zlib';

/**
 * What soft hyphens are read as: pdf.js leaves every invisible character out before anybody sees it,
 * and a word that is broken at the end of a line would stay so.
 */
export const SHOWN_SOFT_HYPHEN = '\u{E0AD}';

/** Longest table of characters that is looked at, packed and not, in bytes: fonts have some kB. */
const MAX_PACKED_BYTES = 64_000;
const MAX_TABLE_BYTES = 1_000_000;
/** Tables looked at in one document. */
const MAX_TABLES = 4_000;
const SMALLEST = 9; // of zlib's levels

/** The number before `begincodespacerange` with its blank. */
const HEAD_CHARS = 2;

const STREAM = Buffer.from('stream');
const STREAM_END = Buffer.from('endstream');
const SOFT_HYPHEN = /^<00AD>$/iu;
const TOKEN = /(?:begin|end)bf(?:char|range)|<[\dA-Fa-f]*>|[[\]]/gu;

/**
 * A PDF whose fonts say `SHOWN_SOFT_HYPHEN` where they said a soft hyphen. Only tables of characters
 * that are packed by zlib or not at all, and that stay as long as they are, are changed.
 */
export function showSoftHyphens(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(bytes);
  const changed = Buffer.from(copy.buffer); // the same bytes, with a search
  let at = 0;
  for (let tables = 0; tables < MAX_TABLES;) {
    const start = changed.indexOf(STREAM, at);
    const end = start < 0 ? -1 : changed.indexOf(STREAM_END, start + STREAM.length);
    if (end < 0) break;
    at = end + STREAM_END.length;
    const from = start + STREAM.length + (changed[start + STREAM.length] === 0x0d ? 2 : 1);
    if (end - from > MAX_PACKED_BYTES) continue;
    tables += 1;
    const shown = shownIn(changed.subarray(from, end));
    if (shown !== null) changed.set(shown, from);
  }
  return copy;
}

/** The same stream with another table in it; null where there is nothing to change. */
function shownIn(stream: Uint8Array): Uint8Array | null {
  const isPacked = (stream[0] ?? 0) === 0x78; // zlib's usual window
  const plain = isPacked ? unpacked(stream) : stream;
  if (plain === null) return null;
  const table = Buffer.from(plain).toString('latin1');
  const other = table.includes('beginbf') ? shownTable(table) : table;
  if (other === table) return null;
  // Without its head, which is for printers, a table is shorter than it was.
  const head = isPacked ? Math.max(0, other.indexOf('begincodespacerange') - HEAD_CHARS) : 0;
  const written = Buffer.from(other.slice(head), 'latin1');
  const packed = isPacked ? deflateSync(written, { level: SMALLEST }) : written;
  // What is left of the old one behind the end of the new one is read by nobody.
  return packed.length <= stream.length ? packed : null;
}

function unpacked(stream: Uint8Array): Uint8Array | null {
  try {
    return inflateSync(stream, { maxOutputLength: MAX_TABLE_BYTES });
  } catch {
    return null; // longer, locked, or no table at all
  }
}

/** Codes stand before what they mean: of a pair the second counts, of a range the third or its list. */
function shownTable(table: string): string {
  let place = 0;
  let [before, isList] = [1, false];
  return table.replace(TOKEN, (token) => {
    if (token.endsWith('char') || token.endsWith('range')) {
      [place, before, isList] = [0, token.endsWith('char') ? 1 : 2, false];
      return token;
    }
    if (token === '[' || token === ']') {
      isList = token === '[';
      if (!isList) place = 0;
      return token;
    }
    const isMeaning = isList || place === before;
    if (!isList) place = isMeaning ? 0 : place + 1;
    return isMeaning && SOFT_HYPHEN.test(token) ? '<E0AD>' : token;
  });
}
