import type { Passage } from '../../domain/passage.ts';
import { splitSentences } from '../../text/sentences.ts';
import { findDates } from '../../text/dates.ts';
import { hear, leadSpeaker, namedIn, namesOf, type Heard, type Names } from './speakers.ts';

/** Longest statement that takes one more sentence in, in characters. */
const MAX_JOINED_CHARS = 320;
/** Longest statement that is shown, in characters; a longer one is none. */
const MAX_STATEMENT_CHARS = 600;
/** Shorter ones say nothing, in characters. */
const MIN_STATEMENT_CHARS = 25;
/** What was said so much later is another statement, in months. */
const OTHER_TIME_MONTHS = 24;
const LIST_ITEM = /^\s*(?:[-*+•]|\d{1,2}\.)\s/u;
/** Longest part of what introduces a list that is read, in characters. */
const MAX_LEAD_CHARS = 300;
/** Most sentences of one quotation that are kept together. */
const MAX_QUOTED_SENTENCES = 5;

/** What a text says in one breath, and who says it. */
export interface Statement {
  /** Unique within the corpus; the same whoever asks. */
  readonly id: string;
  readonly passage: Passage;
  /** Word for word but for markup. */
  readonly text: string;
  /** Full name of the speaker; null when the article speaks. */
  readonly who: string | null;
  /** Latest date it names, as year * 12 + month; null without one. */
  readonly month: number | null;
  /** What the article calls the thing it is about: its title and headings. */
  readonly trail: string;
  /** What introduces the list it stands in: "Its benefits:"; empty where nothing does. */
  readonly lead: string;
}

/** A statement as a reader needs it who sees nothing else: behind who says it. */
export function withSpeaker({ text, who }: Pick<Statement, 'text' | 'who'>): string {
  return who === null || text.includes(who) ? text : `${who}: ${text}`;
}

/** Points back to what a reader of the sentence alone does not see. */
const POINTS_BACK =
  /^(?:das|dies|diese[rsmn]?|damit|dabei|davon|dafür|dadurch|daher|deshalb|dazu|hier|so|er|sie|es|ihr|sein|beim|zudem|außerdem|erstens|zweitens|drittens|umgekehrt|it|its|this|that|these|those|they|he|she|his|her|their|such|here|hence|thus|so|moreover|in contrast|by contrast|for example|for instance|that said|for that reason|another|similarly|likewise|otherwise|on this front|on that front|in those|in these|im gegensatz dazu|zum beispiel|stattdessen|andernfalls|ebenso|aus diesem grund|ein weiterer|eine weitere|and|und|also)(?!\p{L})/iu;
/** Signs that no prose has: calls, assignments, tags, options, keys, ends of lines of code. */
const CODE = [
  /\p{L}\(["'[{)]/u,
  /\p{L}\(\p{L}{1,40}[=,)]/u,
  /\p{L} ?= ?[\p{L}\d"'[{(]/u,
  /^(?:[#<>{}[$]|--?\p{L}|import |from \S{1,80} import)/u,
  /["'] ?: ?["'[{\d]/u,
  /[\\;{]$/u,
];
/** Grants something or turns round: what follows need not stand for the same side. */
export const TURNS =
  /(?<!\p{L})(?:allerdings|jedoch|dennoch|zugleich|andererseits|umgekehrt|räumt|gesteht|however|although|nevertheless|even so|on the other hand|at the same time|conversely|admits|concedes)(?!\p{L})/iu;
/** Between what one says and what another says. */
const SPEAKERS_TURN = /(?:,\s(?:while|whereas|but|and|während|wohingegen|aber|doch|und)|;)\s/u;
/** Talks to a model or to the bot instead of the reader: these words, or the first and then the second of a pair. */
const INSTRUCTION =
  /system ?prompt|(?<!\p{L})(?:du musst|du sollst|you must|you are to)(?!\p{L})/iu;
const INSTRUCTION_PAIRS = [
  [
    /(?<!\p{L})(?:ignor\p{L}{1,9}|disregard|forget|vergiss|missachte)(?!\p{L})/giu,
    /instruction|prompt|rule|anweisung|regel/iu,
  ],
  [
    /language model|sprachmodell|assistant|assistent/giu,
    /(?:must|should always|muss|soll)(?!\p{L})/iu,
  ],
] as const;
/** How far behind the first the second is looked for, in characters of the same sentence. */
const INSTRUCTION_CHARS = 72;

/** Takes passages of one article, in their order, apart into statements. */
export function statementsOf(
  passages: readonly Passage[],
  isSide: Names['isSide'],
): readonly Statement[] {
  const texts = passages.map((passage) => plain(passage.text));
  const names = namesOf(texts, passages[0]?.language ?? '', isSide);
  const reading: Reading = { names, last: null, blocksAgo: 0 };
  return passages.flatMap((passage) => {
    let count = 0;
    let lead = '';
    const make = (said: Said): Statement[] => {
      const date = monthOf(said.text) ?? said.month;
      const { title, section } = passage;
      const id = `${passage.id}:${(count += 1)}`;
      const trail = section === '' ? title : `${title} > ${section}`;
      const isShown =
        !/[:?]["”“»]?$/u.test(said.text) &&
        !isCode(said.text) &&
        said.text.length >= MIN_STATEMENT_CHARS &&
        said.text.length <= MAX_STATEMENT_CHARS;
      if (!isShown || instructs(said.text)) return [];
      return [{ id, passage, text: said.text, who: said.who, month: date, trail, lead }];
    };
    return passage.text.split(/\n+/u).flatMap((block) => {
      // A cell torn out of its table says nothing.
      if (/^\s*\|/u.test(block)) return [];
      if (!LIST_ITEM.test(block)) lead = '';
      const said = saidIn(block, reading).flatMap(make);
      if (block.trimEnd().endsWith(':')) lead = block.slice(-MAX_LEAD_CHARS);
      return said;
    });
  });
}

interface Said {
  readonly text: string;
  readonly who: string | null;
  readonly month: number | null;
}

interface Reading {
  readonly names: Names;
  /** Who spoke or was named last. */
  last: string | null;
  /** Blocks since then. */
  blocksAgo: number;
}

/** A block of prose as statements: sentences of one speaker in a row are one, up to some length. */
function saidIn(block: string, reading: Reading): Said[] {
  const { names } = reading;
  const lead = leadSpeaker(block.replace(/^\s*[-*+•]\s+/u, ''), names);
  const month = monthOf(/^[^:]{0,120}:/u.exec(block)?.[0] ?? '');
  const sentences = quotedTogether(splitSentences(plain(block))).flatMap((sentence) =>
    bySpeaker(sentence, names),
  );
  const heard = sentences.map((sentence) => hear(sentence, names));
  reading.blocksAgo += 1;
  const note = (who: string | null): void => {
    if (who !== null) [reading.last, reading.blocksAgo] = [who, 0];
  };
  note(lead?.who ?? null);
  const speakers = sentences.map((sentence, at): string | null => {
    const first = namedIn(sentence, names);
    if (heard[at] === 'he') note(first);
    const who = speakerAt(heard, at, reading);
    note(who ?? first);
    return who ?? (lead?.isWhole === true && reading.last === lead.who ? lead.who : null);
  });
  return joined(sentences, speakers).map((said) => ({ ...said, month }));
}

/** A sentence that lets two people speak, one after the other, as two. */
function bySpeaker(sentence: string, names: Names): string[] {
  const turn = SPEAKERS_TURN.exec(sentence);
  if (turn === null) return [sentence];
  const parts = [sentence.slice(0, turn.index), sentence.slice(turn.index + turn[0].length)];
  const [one, other] = parts.map((part) => hear(part, names));
  const isTwo =
    typeof one === 'object' && typeof other === 'object' && one !== null && other !== null;
  return isTwo && one.who !== other.who ? parts : [sentence];
}

function speakerAt(heard: readonly Heard[], at: number, reading: Reading): string | null {
  const here = heard[at] ?? null;
  if (here === null) return null;
  if (typeof here !== 'string') return here.who;
  if (reading.blocksAgo === 0 || (here === 'he' && reading.blocksAgo === 1)) return reading.last;
  if (here !== 'quoted') return null;
  const later = heard.slice(at + 1);
  return (
    later.flatMap((one) => (one === null || typeof one === 'string' ? [] : one.who))[0] ?? null
  );
}

function joined(
  sentences: readonly string[],
  speakers: readonly (string | null)[],
): { text: string; who: string | null }[] {
  const said: { text: string; who: string | null }[] = [];
  sentences.forEach((raw, at) => {
    const text = raw.trim();
    const who = speakers[at] ?? null;
    const before = said.at(-1);
    const goesOn =
      before !== undefined &&
      at > 0 &&
      before.who === who &&
      !isOfOtherTime(before.text, text) &&
      before.text.length + text.length <=
        (POINTS_BACK.test(text) ? MAX_STATEMENT_CHARS : MAX_JOINED_CHARS);
    if (goesOn && (who === null ? POINTS_BACK.test(text) : !TURNS.test(text))) {
      before.text += ` ${text}`;
    } else said.push({ text, who });
  });
  return said.filter(({ text, who }) => who !== null || !POINTS_BACK.test(text));
}

function isCode(text: string): boolean {
  return CODE.some((sign) => sign.test(text)) || text.split(' ').at(-1)?.includes('://') === true;
}

function isOfOtherTime(before: string, text: string): boolean {
  const [one, other] = [monthOf(before), monthOf(text)];
  return one !== null && other !== null && Math.abs(one - other) >= OTHER_TIME_MONTHS;
}

/** Sentences between one quotation mark and the next stay together. */
function quotedTogether(sentences: readonly string[]): string[] {
  const out: string[] = [];
  let [isOpen, taken] = [false, 0];
  for (const sentence of sentences) {
    const marks = sentence.match(/["“”„«»]/gu)?.length ?? 0;
    if ((isOpen && taken < MAX_QUOTED_SENTENCES) || (out.length > 0 && /^\p{Ll}/u.test(sentence))) {
      out.push((out.pop() ?? '') + sentence);
      taken += 1;
    } else {
      out.push(sentence);
      [isOpen, taken] = [false, 0];
    }
    if (marks % 2 === 1) isOpen = !isOpen;
  }
  return out;
}

/** Markup that would stand in a quote. */
function plain(text: string): string {
  return text
    .replaceAll('**', '')
    .replace(/\[(\d{1,3})\]/gu, '($1)')
    .replace(/^\s*(?:[-*+•]|\d{1,2}\.|>)\s+/u, '')
    .trim();
}

function monthOf(text: string): number | null {
  const months = findDates(text).dates.flatMap(({ year, month }) =>
    year === null ? [] : [year * 12 + (month ?? 0)],
  );
  const years = [...text.matchAll(/(?<!\d)(?:19|20)\d\d(?!\d)/gu)].map(
    ([year]) => Number(year) * 12,
  );
  const all = [...months, ...years];
  return all.length === 0 ? null : Math.max(...all);
}

function instructs(text: string): boolean {
  const isPair = INSTRUCTION_PAIRS.some(([first, second]) =>
    [...text.matchAll(first)].some(({ 0: found, index }) => {
      const from = index + found.length;
      const [behind = ''] = text.slice(from, from + INSTRUCTION_CHARS).split(/[.!?]/u, 1);
      return second.test(behind);
    }),
  );
  return isPair || INSTRUCTION.test(text);
}
