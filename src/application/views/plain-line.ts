/**
 * One line of untrusted text without anything Markdown would act on, at most `maxChars` long: names
 * and titles stand in lists and between marks, where an open star or a line break would spread.
 */
export function plainLine(text: string, maxChars: number): string {
  // Far more than is shown; a title of megabytes is not worked through.
  const line = text
    .slice(0, maxChars * 4)
    .replace(/[*`~|\\]|__+/gu, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/^[\s#>-]+/u, '')
    .trim();
  const characters = Array.from(line);
  return characters.length <= maxChars ? line : `${characters.slice(0, maxChars - 1).join('')}…`;
}
