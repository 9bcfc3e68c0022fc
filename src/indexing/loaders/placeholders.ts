/** What programs write into a title by themselves: placeholders, file names, addresses. */
const PLACEHOLDER_TITLE =
  /^\(?(?:untitled|unbenannt|ohne titel|title|titel|anonymous|unspecified|word document|(?:document|dokument|presentation|präsentation)\s?\d{0,4})\)?$/iu;
const PROGRAM_TITLE = /^(?:microsoft word|powerpoint|https?:)/iu;
const FILE_NAME = /\.(?:docx?|odt|pdf|tex|dvi|indd|pptx?|rtf|txt|html?)$/iu;
/** What programs write where a name is due, their own among it (`*-docx`). */
const PLACEHOLDER_AUTHOR =
  /^\(?(?:root|admin(?:istrator)?|user|owner|unknown|unbekannt|unspecified|anonymous|anonym|author|autor|staff|microsoft(?: office)?(?: user)?|(?:windows|office)[- ](?:user|benutzer)|benutzer|besitzer|apache poi|(?:libre|open)office|wordpress|[\w.]{1,40}-docx|[^\p{L}\p{N}]*)\)?$/iu;
/** Day of a widely used template of Word documents, left in what is made from it. */
const TEMPLATE_DAY = '2013-12-23';

/** A title that somebody chose; null for what a program put in its place, and for no words at all. */
export function chosenTitle(title: string | null): string | null {
  const line = title?.replace(/^Microsoft (?:Word|PowerPoint) - /u, '').trim() ?? '';
  const isPlaceholder = [PLACEHOLDER_TITLE, PROGRAM_TITLE, FILE_NAME].some((each) =>
    each.test(line),
  );
  const isChosen = line.length >= 3 && /\p{L}{2}/u.test(line) && !isPlaceholder;
  return isChosen ? line : null;
}

/** A name; null for a placeholder. */
export function chosenAuthor(author: string | null): string | null {
  const line = author?.trim() ?? '';
  return PLACEHOLDER_AUTHOR.test(line) ? null : line;
}

/** An ISO day; null for that of a template. */
export function chosenDay(day: string | null): string | null {
  return day === TEMPLATE_DAY ? null : day;
}
