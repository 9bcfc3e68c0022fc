/** Most passages of one range, `[1-4]`. */
const MAX_RANGE = 10;

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const FULL_WIDTH = '０１２３４５６７８９';
const BEFORE_FIRST_DISC = '❶'.charCodeAt(0) - 1;

/** What may stand beside the numbers of a citation, and nothing else. */
const LABEL =
  /^(?:passagen?|passages?|quellen?|sources?|src|docs?|dokument(?:e|en)?|documents?|auszug|auszüge|excerpts?|abschnitte?|sections?|chunks?|snippets?|kontext|context|fundstellen?|textstellen?|textausz[uü]ge?|textabschnitte?|stellen?|treffer|hits?|ergebnisse?|ergebnis|results?|aussagen?|statements?|evidence|fn|cit|nr|no|nummern?|numbers?|refs?|references?|referenz(?:en)?|cite|cited|citations?|zitate?|belege?|fußnoten?|footnotes?|notes?|anmerkung|id|index|siehe|s|see|vgl|cf|laut|gemäß|nach|aus|in|from|according|to|per|via|der|die|den|the|as|wie|stated|described|mentioned|noted|shown|said|beschrieben|steht|erwähnt|genannt|angegeben)$/u;
/** The same in square brackets alone: in round ones they are a part of the text, as in "Article 6 (paragraph 2)". */
const SQUARE_LABEL =
  /^(?:artikel|articles?|absatz|absätze|paragraphs?|paras?|p|satz|sätze|sentences?|punkte?|points?|fakt|fakten|facts?|eintrag|einträge|entry|entries|items?|infos?|information(?:en)?|texte?|texts?|files?|datei(?:en)?|zeilen?|lines?|hinweise?|links?|q|d)$/u;
const JOINT = /^(?:und|and|sowie|oder|or|u|[,;/&+|])$/u;
const RANGE = /^(?:[-–—‑]|bis|to)$/u;
const MARK_SIGN = /^[-:.#^_@[\]{}=]$/u;
/** The same in square brackets. */
const SQUARE_SIGN = /^[)*→№]$/u;
/** A part of a passage: `[1a]`; "7b" and "7B" are sizes. */
const PART_LETTER =
  /(?<=(?<![\p{L}\d])\d{1,2})[acde](?![\p{L}\d])|(?<=(?<![\p{L}\d])[12])b(?![\p{L}\d])/gu;
const PIECE = /\p{L}+|\d+|[^\s]/gu;
/** Where in the passage it stands: "[1, S. 3]". */
const LOCATOR =
  /(?<=\d),? (?:s|seite|p|pp|page|zeilen?|lines?|absatz|abschnitt|section|para|kapitel|chapter|artikel|article)\.? ?\d{1,3}(?: ?[-–] ?\d{1,3})?$/u;
/** What the passage is called: `[Passage 1: The leak]`, `[1 – The leak]`. */
const CALLED =
  /^(?<number>(?<label>\p{L}{1,12}\.? ?)?\d{1,2})(?::| [-–—|]|,(?= ["'„“]))\s?["'„“]?\p{L}/u;

/**
 * The passages that the inside of a bracket names; null when it says anything else.
 * @param isSquare whether it can hardly be anything but a citation
 */
export function numbersIn(inner: string, isSquare = false): readonly number[] | null {
  const found: number[] = [];
  let isRange = false;
  for (const [piece] of saidIn(inner, isSquare).matchAll(PIECE)) {
    if (/^\d+$/u.test(piece)) {
      const numbers = numbersOf(piece, isRange ? found.at(-1) : undefined);
      if (numbers === null) return null;
      found.push(...numbers);
      isRange = false;
    } else if (RANGE.test(piece) && found.length > 0) isRange = true;
    else if (!isBeside(piece, isSquare)) return null;
  }
  return found.length === 0 || isRange ? null : found;
}

/** Without what names the passage, or tells the place in it. */
function saidIn(inner: string, isSquare: boolean): string {
  const whole = toAscii(inner.split('†', 1)[0] ?? '');
  const said = (isSquare ? whole.replace(PART_LETTER, '') : whole).toLowerCase();
  const { number, label } = CALLED.exec(said)?.groups ?? {};
  const isCalled = number !== undefined && (isSquare || label !== undefined);
  return isCalled ? number : said.replace(LOCATOR, '');
}

/** @param first what a range begins with, which stands already */
function numbersOf(digits: string, first: number | undefined): readonly number[] | null {
  if (digits.length > 3) return null;
  return first === undefined
    ? [Number(digits)]
    : (rangeOf(String(first), digits)?.slice(1) ?? null);
}

function isBeside(piece: string, isSquare: boolean): boolean {
  const kinds = [LABEL, JOINT, MARK_SIGN, ...(isSquare ? [SQUARE_LABEL, SQUARE_SIGN] : [])];
  return kinds.some((kind) => kind.test(piece));
}

/** The numbers from one to another; null where they are turned round or too many. */
export function rangeOf(from: string, to: string): readonly number[] | null {
  const width = Number(to) - Number(from);
  if (width < 0 || width > MAX_RANGE) return null;
  return Array.from({ length: width + 1 }, (_, at) => Number(from) + at);
}

export function marksOf(numbers: readonly number[] | null): string | null {
  return numbers === null ? null : numbers.map((n) => `[${n}]`).join('');
}

/** Digits as on a keyboard, also those of `¹`, `１`, `①` and `❶`. */
export function toAscii(text: string): string {
  return text
    .replace(/[⁰¹²³⁴-⁹０-９]/gu, (digit) =>
      String(Math.max(SUPERSCRIPTS.indexOf(digit), FULL_WIDTH.indexOf(digit))),
    )
    .replace(/[❶-❿]/gu, (sign) => String(sign.charCodeAt(0) - BEFORE_FIRST_DISC))
    .replace(/[①-⑳⑴-⒇⒈-⒛]/gu, (sign) => sign.normalize('NFKC').replace(/\D/gu, ''));
}
