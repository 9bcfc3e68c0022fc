const CODE = /(```[^`]*(?:```|$)|`[^`\n]+`)/u;
const OWN_MARK = /[[［【]\s?\^?(\d{1,4}(?:\s?[,;–-]\s?\d{1,4}){0,20})\s?[\]］】]/gu;

/**
 * An article's own numbers in brackets, such as those of its notes, in round ones: beside an answer's
 * sources "in 2013[2]" would name one of them. Code stays as it is.
 */
export function roundMarks(text: string): string {
  return text
    .split(CODE)
    .map((part, at) => (at % 2 === 0 ? part.replace(OWN_MARK, '($1)') : part))
    .join('');
}
