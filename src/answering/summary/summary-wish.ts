import { foldWord } from '../../text/fold-word.ts';
import { isFunctionWord } from '../../text/function-words.ts';

/** A wish for an article in short. */
export interface SummaryWish {
  /** What it was called. */
  readonly name: string;
  /** Whether it was said that this is an article, or set in quotes. */
  readonly isArticle: boolean;
}

interface Token {
  /** Folded, without punctuation. */
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

/** What a wish may begin with. */
const LEAD = words(
  'bitte mal kannst konntest wurdest du mir uns ich mochte hatte gern gerne brauche will gib gebe schreib schreibe erstell erstelle mach mache zeig zeige eine einen kurze kurzen knappe knappen please can could would you give me us i want need like have write make show a an the short brief quick to',
);
/** Of it, what makes an infinitive at the end a wish: "kannst du X zusammenfassen". */
const ASKS = words('bitte du mir uns please');
const POLITE = words('bitte please mal');
const NOUN = words('zusammenfassung kurzfassung inhaltsangabe summary tldr');
/** The same of what is said to be an article. */
const CONTENT = words('inhalt uberblick ubersicht overview recap gist content contents');
/** Questions after what an article says, up to its name. */
const ABOUT =
  /^(?:worum geht(?: es|['’]?s)|was steht|wovon handelt|was sagt|what is|what['’]s|what does) (?:(?:in|im|der|die|das|dem|the) ){0,2}(?:artikel|text|beitrag|dokument|article|text|document) (?<name>[^\n]{1,150})$/iu;
/** How long it is to be, behind the name. */
const LENGTH =
  / (?:in|mit|with) (?:\d{1,2}|einem|zwei|drei|vier|fünf|wenigen|one|two|three|four|five|a few) (?:sätzen|satz|worten|punkten|stichpunkten|sentences?|words|points)(?= zusammen|\s?[.!?]?$)/iu;
const ENGLISH_VERB = words('summarise summarize condense');
const HEADS = [NOUN, CONTENT, ENGLISH_VERB];
const GERMAN_VERB = words('fass fasse fassen');
/** Between the head and the name. */
const BEFORE_NAME = words(
  'den die das der des dem von vom zu zum zur uber aus mit im in titel namens mir uns bitte mal kurz knapp nochmal the of on about from called titled named with title for me please briefly quickly up this my',
);
const ARTICLE = words(
  'artikel artikels text textes beitrag beitrags dokument dokuments article text page document post',
);
/** Behind it. */
const AFTER_NAME = words(
  'bitte mal kurz knapp please briefly zusammen zusammenfassen fur mich uns for me',
);
/** What such a question ends with. */
const ABOUT_END = /(?: (?:about|say))? ?\?{0,3}$/iu;
/** A question about something in it. */
const SAYS_OF = /(?<!\p{L})(?:über|zu|zum|zur|about|on|regarding)(?!\p{L})/iu;
const QUOTED = /[„“”"‚‘«»›‹]([^„“”"‚‘«»›‹]{1,200})[“”"‘«»›‹]/u;
/** How it is wished for, behind it: "fasse X zusammen (ausführlicher)". */
const HOW = / \([^()]{1,40}\)$/u;
/** A longer text is a question with a story. */
const MAX_CHARS = 300;

/**
 * A wish for the summary of something that is named, told by how it is put alone: "fasse den Artikel X
 * zusammen", "eine Zusammenfassung von X", "summarise X"; null for anything else.
 */
export function summaryWish(question: string): SummaryWish | null {
  const asked = question.trim();
  if (asked.length > MAX_CHARS) return null;
  const text = asked.replace(HOW, '').replace(LENGTH, '');
  const about = ABOUT.exec(text)?.groups?.['name']?.replace(ABOUT_END, '');
  if (about !== undefined && !SAYS_OF.test(about)) return named(about);
  const tokens = tokensOf(text);
  const words = nameOf(tokens);
  if (words === null) return null;
  const quoted = QUOTED.exec(text)?.[1]?.trim();
  if (quoted !== undefined && quoted !== '') return { name: quoted, isArticle: true };
  const wish = stripped(words, text);
  return wish === null || wish.isArticle || !isContent(tokens) ? wish : null;
}

/** What stands in quotes, or all of it. */
function named(text: string): SummaryWish {
  return { name: QUOTED.exec(text)?.[1]?.trim() ?? text.trim(), isArticle: true };
}

/** Whether the wish is for the content of something, which may be anything but an article. */
function isContent(tokens: readonly Token[]): boolean {
  return tokens.some(({ word }) => CONTENT.has(word));
}

function tokensOf(text: string): Token[] {
  return [...text.matchAll(/\S+/gu)].map((match) => ({
    word: foldWord(match[0]).replace(/[^\p{L}\p{N}-]+/gu, ''),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** The words that name what is to be summarised, with what stands around a name; null for no wish. */
function nameOf(tokens: readonly Token[]): readonly Token[] | null {
  let at = 0;
  while (LEAD.has(tokens[at]?.word ?? '')) at += 1;
  const head = tokens[at]?.word ?? '';
  const rest = tokens.slice(at + 1);
  const last = lastWord(tokens);
  if (HEADS.some((words) => words.has(head))) return rest;
  if (head === 'sum' && rest[0]?.word === 'up') return rest.slice(1);
  if (GERMAN_VERB.has(head)) return last === 'zusammen' ? rest : null;
  const isAsked = tokens.slice(0, at).some(({ word }) => ASKS.has(word)) || ARTICLE.has(head);
  return last === 'zusammenfassen' && isAsked ? tokens.slice(at) : null;
}

/** The last word but for what is only polite. */
function lastWord(tokens: readonly Token[]): string {
  return tokens.findLast(({ word }) => !POLITE.has(word))?.word ?? '';
}

function stripped(tokens: readonly Token[], text: string): SummaryWish | null {
  let from = 0;
  let to = tokens.length;
  let isArticle = false;
  const wordAt = (at: number): string => tokens[at]?.word ?? '';
  while (from < to && (BEFORE_NAME.has(wordAt(from)) || ARTICLE.has(wordAt(from)))) {
    isArticle ||= ARTICLE.has(wordAt(from));
    from += 1;
  }
  while (to > from && (AFTER_NAME.has(wordAt(to - 1)) || ARTICLE.has(wordAt(to - 1)))) {
    isArticle ||= ARTICLE.has(wordAt(to - 1));
    to -= 1;
  }
  const named = tokens.slice(from, to);
  if (named.every(({ word }) => word === '' || isFunctionWord(word))) return null;
  const name = text
    .slice(named[0]?.start, named.at(-1)?.end)
    .replace(/(?<![\s?!.,:;])[\s?!.,:;]+$/u, '');
  return { name, isArticle };
}
