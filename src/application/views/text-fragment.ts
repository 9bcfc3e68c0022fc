/** Quotes longer than this are given by their first and last words. */
const MAX_WHOLE_QUOTE_CHARS = 120;
/** Words at either end of a long quote. */
const EDGE_WORDS = 5;

/**
 * Address that opens a page at the very quote, by a text fragment
 * (https://wicg.github.io/scroll-to-text-fragment/). Browsers without it open the page. Null for
 * what is no http(s) address.
 */
export function quoteAddress(url: string | null, quote: string): string | null {
  if (url === null || !/^https?:\/\/\S+$/u.test(url)) return null;
  const lines = plainText(quote);
  const [first = ''] = lines;
  const last = lines.at(-1) ?? '';
  if (first === '') return url;
  const isWhole = lines.length === 1 && first.length <= MAX_WHOLE_QUOTE_CHARS;
  const text = isWhole ? encode(first) : `${encode(opening(first))},${encode(ending(last))}`;
  return `${url}${url.includes('#') ? '' : '#'}:~:text=${text}`;
}

/** The lines as a page shows them: without the marks of Markdown. */
function plainText(markdown: string): string[] {
  return markdown
    .split('\n')
    .map((line) =>
      line
        .replace(/^\s*(?:#{1,6}\s+|[-*+]\s+|>\s?|\d+[.)]\s+)/u, '')
        .replace(/!?\[([^[\]]*)\]\([^()]*\)/gu, '$1')
        .replace(/(\*\*|__|`)/gu, '')
        .replace(/(?<![\p{L}\p{N}])[*_]|[*_](?![\p{L}\p{N}])/gu, '')
        .replace(/\s+/gu, ' ')
        .trim(),
    )
    .filter((line) => line !== '');
}

function opening(line: string): string {
  return line.split(' ').slice(0, EDGE_WORDS).join(' ');
}

function ending(line: string): string {
  return line.split(' ').slice(-EDGE_WORDS).join(' ');
}

/** Dash, comma and ampersand have a meaning of their own in a text directive. */
function encode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD'))
    .replaceAll('-', '%2D')
    .replace(/[!'()*]/gu, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}
