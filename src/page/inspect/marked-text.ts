/** A stretch of a passage; `n`: the number of the source whose sentence it is, null for none. */
export interface MarkedPart {
  readonly text: string;
  readonly n: number | null;
}

/** A sentence somebody rests on. */
export interface MarkedQuote {
  readonly n: number;
  readonly quote: string;
}

/** A passage taken apart at the sentences that were used. What overlaps an earlier one is left as it is. */
export function markedText(text: string, quotes: readonly MarkedQuote[]): MarkedPart[] {
  const found = quotes
    .map(({ n, quote }) => ({
      n,
      start: quote === '' ? -1 : text.indexOf(quote),
      length: quote.length,
    }))
    .filter(({ start }) => start !== -1)
    .sort((one, other) => one.start - other.start);
  const parts: MarkedPart[] = [];
  let end = 0;
  for (const { n, start, length } of found) {
    if (start < end) continue;
    if (start > end) parts.push({ text: text.slice(end, start), n: null });
    parts.push({ text: text.slice(start, start + length), n });
    end = start + length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), n: null });
  return parts;
}
