const INLINE_CODE = /(`+)(?!`)([\s\S]*?[^`])\1(?!`)/gu;
const IMAGE = /!\[([^\]]*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+"[^"]*")?\)/gu;
const LINK =
  /\[((?:[^[\]]|\[[^[\]]*\])*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+(?:"[^"]*"|'[^']*'))?\)/gu;
const REFERENCE = /\[([^[\]]+)\]\[[^[\]]*\]/gu;
const AUTOLINK = /<((?:https?:\/\/|mailto:)[^<>\s]+)>/gu;

/** Reduces links and images of one Markdown paragraph to their text; inline code stays as it is. */
export function reduceLinks(text: string): string {
  let result = '';
  let at = 0;
  for (const match of text.matchAll(INLINE_CODE)) {
    result += reduceProse(text.slice(at, match.index), false);
    result += match[0];
    at = match.index + match[0].length;
  }
  if (at === 0) return reduceProse(text, true);
  result += reduceProse(text.slice(at), false);
  // A link around inline code, [`name`](address), only shows when the pieces are together again.
  return result.replace(/\[(`[^`]*`)\]\((?:[^()\s]|\([^()]*\))*(?:\s+"[^"]*")?\)/gu, '$1');
}

function reduceProse(text: string, isWhole: boolean): string {
  const reduced = text
    .replace(IMAGE, '$1')
    .replace(LINK, '$1')
    .replace(REFERENCE, '$1')
    .replace(AUTOLINK, '$1');
  return isWhole ? reduced.trim() : reduced;
}

/** A heading or title as plain text: links, emphasis and code marks gone, one line. */
export function plainInline(text: string): string {
  return reduceLinks(text)
    .replace(/(`+)([^`]+)\1/gu, '$2')
    .replace(/(\*{1,3}|~~)(?=\S)([^*~]*\S)\1/gu, '$2')
    .replace(/(?<![\p{L}\p{N}])(_{1,3})(?=\S)([^_]*\S)\1(?![\p{L}\p{N}])/gu, '$2')
    .replace(/\\([!-/:-@[-`{-~])/gu, '$1')
    .replace(/\s+/gu, ' ')
    .trim();
}
