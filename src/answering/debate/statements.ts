import type { Passage } from '../../domain/passage.ts';
import { splitSentences } from '../../text/sentences.ts';
import { findDates } from '../../text/dates.ts';
import { pointsBack } from '../choosing/points-back.ts';
import { hear, namedAhead, namedIn, namesOf, type Heard, type Names } from './voices.ts';

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
/** Longest lead in front of a colon, and what stands in its brackets or behind its comma, in characters. */
const MAX_REST_CHARS = 60;
const BOLD = /^\*\*([^*]{2,120})\*\*( \p{Ll}{3,12})?(:?)(?=\s|$)/u;
/** Somebody speaks for themselves: a letter, an interview, a post. */
const FIRST_PERSON =
  /(?<!\p{L})(?:ich|mir|mich|meine?[mnrs]?|wir|unsere?[mnrs]?|I|me|my|mine|we|us|our)(?!\p{L})/iu;
/** A thread: so many are named in front of posts, so large a share of which speaks for itself. */
const LEAST_POSTERS = 3;
const LEAST_OWN = 0.4;
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

/** Goes on from what a reader of the sentence alone does not see, besides `pointsBack`. */
const GOES_ON =
  /^(?:hier|so|beim|zudem|außerdem|[ezdv]\p{Ll}{3,4}tens|umgekehrt|ebenso|stattdessen|andernfalls|here|thus|moreover|another|similarly|likewise|otherwise|and|und|also|(?:im|in|by|for|zum|on|aus) (?:that|this|these|those|contrast|example|instance|gegensatz|beispiel|diesem))(?!\p{L})/iu;
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
  const blocks = passages.flatMap((passage) =>
    passage.text.split(/\n+/u).map((block) => ({ passage, block: block.trim() })),
  );
  const texts = blocks.map(({ block }) => plain(block));
  const names = namesOf(texts, passages[0]?.language ?? '', isSide);
  const isThread = isOfPosts(blocks.map(({ block }) => block));
  const reading: Reading = { names, isThread, last: null, blocksAgo: 0, poster: null };
  const counts = new Map<string, number>();
  let [lead, section] = ['', ''];
  return blocks.flatMap(({ passage, block }) => {
    // A cell torn out of its table says nothing, and what a post quotes is another's.
    if (block.startsWith('|') || (isThread && block.startsWith('>'))) return [];
    if (!LIST_ITEM.test(block)) lead = '';
    if (passage.section !== section) reading.poster = null;
    section = passage.section;
    const trail = section === '' ? passage.title : `${passage.title} > ${section}`;
    const said = saidIn(block, reading).flatMap(({ text, who, month }): Statement[] => {
      const count = (counts.get(passage.id) ?? 0) + 1;
      counts.set(passage.id, count);
      const id = `${passage.id}:${count}`;
      const latest = monthOf(text) ?? month;
      return isShown(text) ? [{ id, passage, text, who, month: latest, trail, lead }] : [];
    });
    if (block.endsWith(':')) lead = block.slice(-MAX_LEAD_CHARS);
    return said;
  });
}

function isShown(text: string): boolean {
  return (
    text.length >= MIN_STATEMENT_CHARS &&
    text.length <= MAX_STATEMENT_CHARS &&
    !/[:?]["”“»]?$/u.test(text) &&
    !CODE.some((sign) => sign.test(text)) &&
    text.split(' ').at(-1)?.includes('://') !== true &&
    !instructs(text)
  );
}

interface Said {
  readonly text: string;
  readonly who: string | null;
  readonly month: number | null;
}

interface Reading {
  readonly names: Names;
  /** Whether blocks are posts: whoever is named in front of one speaks until the next. */
  readonly isThread: boolean;
  poster: string | null;
  /** Who spoke or was named last. */
  last: string | null;
  /** Blocks since then. */
  blocksAgo: number;
}

/** Who is named in front of a block: "**Name, firm, date:** …", "Name (firm): …", "**Name** wrote:". */
interface Lead {
  readonly named: string;
  /** Whether a colon gives them the whole block. */
  readonly isWhole: boolean;
  /** Where what they say begins. */
  readonly from: number;
}

/** Null where nobody is named in front. */
export function leadOf(block: string): Lead | null {
  const bold = BOLD.exec(block);
  if (bold !== null) {
    const { 0: all, 1: inside = '', 2: verb = '', 3: colon } = bold;
    const isWhole = colon === ':' || inside.includes(':');
    return {
      named: inside.replace(/:$/u, ''),
      isWhole,
      from: isWhole || verb === '' ? all.length : 0,
    };
  }
  const end = block.slice(0, MAX_LEAD_CHARS).indexOf(':');
  const named = block.slice(0, Math.max(0, end));
  if (!/^\s|^$/u.test(block.slice(end + 1)) || named.includes('.')) return null;
  const isNamed = [named, ...named.split(/[(,]/u, 1)].some(
    (part) => isName(part) && named.length - part.length <= MAX_REST_CHARS + 1,
  );
  return isNamed ? { named, isWhole: true, from: end + 1 } : null;
}

/** One to four words with two capitals or more, or what names of users look like. */
function isName(text: string): boolean {
  const words = text.trim().split(' ');
  const isUser = words.length === 1 && /^@?\p{L}/u.test(text) && /[_\d]/u.test(text);
  const isCapital = words.length <= 4 && words.every((word) => /^\p{Lu}/u.test(word));
  return isUser || (isCapital && (text.match(/\p{Lu}/gu) ?? []).length > 1);
}

/** Whether an article is a thread of posts: most of those named in front of a block speak for themselves. */
function isOfPosts(blocks: readonly string[]): boolean {
  const posts: { readonly named: string; text: string }[] = [];
  for (const block of blocks) {
    const lead = leadOf(block);
    const post = posts.at(-1);
    if (lead?.isWhole === true) posts.push({ named: lead.named, text: block.slice(lead.from) });
    else if (post !== undefined) post.text += ` ${block}`;
  }
  const own = posts.filter(({ text }) => FIRST_PERSON.test(text));
  const isMany = new Set(posts.map(({ named }) => named)).size >= LEAST_POSTERS;
  return isMany && own.length >= posts.length * LEAST_OWN;
}

/** A block of prose as statements: sentences of one speaker in a row are one, up to some length. */
function saidIn(block: string, reading: Reading): Said[] {
  const { names, isThread } = reading;
  const lead = leadOf(block.replace(LIST_ITEM, ''));
  const month = monthOf(/^[^:]{0,120}:/u.exec(block)?.[0] ?? '');
  if (isThread && lead?.isWhole === true) reading.poster = lead.named.replace(/^@/u, '');
  if (isThread && reading.poster !== null) {
    const own = block.slice(lead?.from ?? 0).replace(/^@\S{1,40}\s/u, '');
    const sentences = quotedTogether(splitSentences(plain(own)));
    return joined(
      sentences,
      sentences.map(() => reading.poster),
    ).map((said) => ({ ...said, month }));
  }
  const ahead = lead === null ? null : leadSpeaker(lead, block, names);
  const sentences = quotedTogether(splitSentences(plain(block))).flatMap((sentence) =>
    bySpeaker(sentence, names),
  );
  const heard = sentences.map((sentence) => hear(sentence, names));
  reading.blocksAgo += 1;
  const note = (who: string | null): void => {
    if (who !== null) [reading.last, reading.blocksAgo] = [who, 0];
  };
  note(ahead);
  const speakers = sentences.map((sentence, at): string | null => {
    const first = namedIn(sentence, names);
    if (heard[at] === 'he') note(first);
    const who = speakerAt(heard, at, reading);
    note(who ?? first);
    return who ?? (lead?.isWhole === true && reading.last === ahead ? ahead : null);
  });
  return joined(sentences, speakers).map((said) => ({ ...said, month }));
}

/** German writes nouns with a capital, too: a name of two words is one that is known, or speaks of itself. */
function leadSpeaker({ named, from }: Lead, block: string, names: Names): string | null {
  const who = namedAhead(named, names);
  if (who === null || names.language !== 'de' || !who.includes(' ')) return who;
  const isKnown = [...names.full.values()].includes(who);
  return isKnown || FIRST_PERSON.test(block.slice(from)) ? who : null;
}

/** A sentence that lets two people speak, one after the other, as two. */
function bySpeaker(sentence: string, names: Names): string[] {
  const turn = SPEAKERS_TURN.exec(sentence);
  if (turn === null) return [sentence];
  const parts = [sentence.slice(0, turn.index), sentence.slice(turn.index + turn[0].length)];
  const [one, other] = parts.map((part) => {
    const heard = hear(part, names);
    return heard === null || typeof heard === 'string' ? null : heard.who;
  });
  return one != null && other != null && one !== other ? parts : [sentence];
}

function speakerAt(heard: readonly Heard[], at: number, reading: Reading): string | null {
  const here = heard[at] ?? null;
  if (here === null) return null;
  if (typeof here !== 'string') return here.who;
  if (reading.blocksAgo === 0 || (/^h/u.test(here) && reading.blocksAgo === 1)) return reading.last;
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
    const isSame =
      before !== undefined &&
      at > 0 &&
      before.who === who &&
      !isOfOtherTime(before.text, text) &&
      before.text.length + text.length <= (goesOn(text) ? MAX_STATEMENT_CHARS : MAX_JOINED_CHARS);
    if (isSame && (who === null ? goesOn(text) : !TURNS.test(text))) {
      before.text += ` ${text}`;
    } else said.push({ text, who });
  });
  return said.filter(({ text, who }) => who !== null || !goesOn(text));
}

function goesOn(text: string): boolean {
  return GOES_ON.test(text) || (pointsBack(text) && !/^there /iu.test(text));
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

/** The latest date of a text, as year * 12 + month; null without one. */
function monthOf(text: string): number | null {
  const years = [...text.matchAll(/(?<!\d)(?:19|20)\d\d(?!\d)/gu)].map(([year]) => Number(year));
  const dates = [...findDates(text).dates, ...years.map((year) => ({ year, month: 0 }))];
  const months = dates.map(({ year, month }) => (year ?? 0) * 12 + (month ?? 0));
  const latest = Math.max(0, ...months);
  return latest < 12 ? null : latest;
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
