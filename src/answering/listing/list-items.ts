import { setImmediate as nextTurn } from 'node:timers/promises';
import { passageTrail, type Passage, type RankedPassage } from '../../domain/passage.ts';
import { foldText, foldWord } from '../../text/fold-word.ts';
import { isFunctionWord } from '../../text/function-words.ts';
import { contentWords, heldShare, isOfKind, wordBag } from '../choosing/word-match.ts';
import type { CutPassage } from '../choosing/score-statements.ts';
import { statementsOf } from '../choosing/statements.ts';
import { leadOf, namesAround, namesIn, rowCells } from './item-names.ts';
import { headsMany, isHead, saysWhich } from './kind-words.ts';

/** One thing of the kind asked for, or a sentence that speaks of one. */
export interface ListItem {
  /** One short line. */
  readonly text: string;
  /** The statement it stands in, verbatim. */
  readonly quote: string;
  readonly passage: Passage;
}

/** Passages that are looked through in one go: some 10 ms on an old core. */
const PASSAGES_A_TURN = 10;
/** Fewer names are no list: whole sentences are shown instead. */
const LEAST_NAMES = 3;
/** Sentences of a list without names. */
const MAX_SENTENCES = 8;
/** Longest line of an item, in characters. */
const MAX_ITEM_CHARS = 180;
/** Content words of a heading among which the kind stands that it is about: an adjective may come first. */
const HEADING_WORDS = 2;
/** Longest head of a column of things of a kind, in words: "relief for open models" is none. */
const MAX_HEAD_WORDS = 2;
/** Share of what narrows the kind down that an item must have, in it or above it. */
const LEAST_NARROWED = 0.5;

/**
 * The things of a kind that passages name: cells below a column of that head, items of lists below such
 * a heading, names beside the kind's word ("Modelle wie A und B", "A ist ein Modell"). Where too few
 * have names, the sentences that say what is one ("Ein Risiko ist der Wind"). In the order of the passages.
 * @param asked language of the question
 */
export async function listItems(
  what: string,
  passages: readonly RankedPassage[],
  asked: string,
): Promise<ListItem[]> {
  const wanted = new Map<string, Wanted>();
  const found = { listed: [] as ListItem[], mentioned: [] as ListItem[], spoken: [] as ListItem[] };
  for (const [at, ranked] of passages.entries()) {
    if (at % PASSAGES_A_TURN === 0) await nextTurn(); // others are waiting for the thread
    const { language, text } = ranked.passage;
    const one = wanted.get(language) ?? new Wanted(what, language, asked);
    wanted.set(language, one);
    if (one.kind === '') continue;
    const cut = { ranked, statements: statementsOf(text) };
    found.listed.push(...listed(cut, one));
    found.mentioned.push(...mentioned(cut, one));
    found.spoken.push(...spoken(cut, one));
  }
  const named = distinct([...found.listed, ...found.mentioned]);
  return named.length >= LEAST_NAMES ? named : distinct(found.spoken).slice(0, MAX_SENTENCES);
}

/** The kind is the last word before what narrows it down, as in "offene Modelle unter Apache 2.0". */
const NARROWS =
  /(?<![\p{L}\p{N}])(?:von|vom|unter|mit|ohne|fur|für|in|im|aus|bei|auf|zu|zum|zur|die|der|das|denen|of|in|with|without|for|that|which|under|by|from|on|about)(?![\p{L}\p{N}])/iu;

/** Of "große Llama-Modelle der Welt" the words that are one name. */
const FIRST_NOUNS =
  /(?<![\p{L}-])\p{Lu}[\p{L}\p{N}]{1,60}(?:[ -](?:\p{Lu}[\p{L}\p{N}]{1,60}|\d{1,4}[ -](?=\p{Lu}))){0,5}/u;

/** What is looked for in texts of one language. */
class Wanted {
  /** Stem of the kind's word; empty when there is none. */
  readonly kind: string;
  /** Stems of what narrows it down. */
  readonly narrowing: readonly string[];
  /** Abbreviations that are small words otherwise: MIT. */
  readonly #capitals: readonly string[];
  readonly #language: string;
  readonly #known = new Map<string, boolean>();

  constructor(what: string, language: string, asked: string) {
    const cut = NARROWS.exec(what)?.index ?? what.length;
    const head = contentWords(what.slice(0, cut), language);
    // "Risiken offener Modelle": a German genitive follows.
    const nouns =
      asked === 'de' ? FIRST_NOUNS.exec(what.slice(0, cut))?.[0].split(/[ -]/u) : undefined;
    this.#language = language;
    this.kind = contentWords(nouns?.at(-1) ?? '', language)[0] ?? head.at(-1) ?? '';
    this.#capitals = (what.match(/(?<!\p{L})\p{Lu}{2,8}(?!\p{L})/gu) ?? []).filter((word) =>
      isFunctionWord(foldWord(word)),
    );
    const others = head.filter((stem) => stem !== this.kind);
    this.narrowing = [...others, ...contentWords(what.slice(cut), language)];
  }

  readonly isKind = (word: string): boolean => {
    const known = this.#known.get(word);
    if (known !== undefined) return known;
    const isKind = isOfKind(wordBag(word, this.#language), this.kind);
    this.#known.set(word, isKind);
    return isKind;
  };

  /** Whether a statement, with what stands above it, has enough of what narrows the kind down. */
  isNarrowed(statement: string, passage: Passage): boolean {
    const text = `${passageTrail(passage)}\n${statement}`;
    if (!this.#capitals.every((word) => text.includes(word))) return false;
    if (this.narrowing.length === 0) return true;
    const bag = wordBag(text, passage.language);
    const held = this.narrowing.filter((stem) => heldShare(bag, stem) > 0).length;
    return held >= Math.ceil(this.narrowing.length * LEAST_NARROWED);
  }
}

/** Cells below a column of the kind, and items below a heading of it. */
function listed({ ranked, statements }: CutPassage, wanted: Wanted): ListItem[] {
  const { passage } = ranked;
  const isBelow = isHeadedBy(passage, wanted);
  return statements.flatMap((statement) => {
    const cells = rowCells(statement, passage.text);
    const cell = cells?.find(({ head }) => isColumnOf(head, wanted, passage.language));
    const lead =
      isBelow && cells === null ? leadOf(statement, passage.text, passage.language) : null;
    const names = (cell === undefined ? [lead ?? []].flat() : namesIn(cell.value, wanted.isKind))
      // What is explained there is the word itself.
      .filter((name) => contentWords(name, passage.language).join(' ') !== wanted.kind);
    if (names.length === 0 || !wanted.isNarrowed(statement, passage)) return [];
    return names.map((name) => item(name, statement, passage));
  });
}

const COUNTED = /^(?:\p{N}|(?:per|je|pro|number|anzahl|zahl) )/iu;

/** Whether a column is of things of the kind: "Models", not "per model". */
function isColumnOf(head: string, { isKind }: Wanted, language: string): boolean {
  const words = head.split(' ');
  const isPhrase = isFunctionWord(foldWord(words[0] ?? '')) || COUNTED.test(head);
  return words.length <= MAX_HEAD_WORDS && !isPhrase && isHead(head, isKind, language);
}

/** Names beside the kind's word. */
function mentioned({ ranked, statements }: CutPassage, wanted: Wanted): ListItem[] {
  const { passage } = ranked;
  return statements
    .filter((statement) => rowCells(statement, passage.text) === null)
    .flatMap((statement) => {
      const names = namesAround(statement, wanted.isKind);
      if (names.length === 0 || !wanted.isNarrowed(statement, passage)) return [];
      return names.map((name) => item(name, statement, passage));
    });
}

/** Sentences that say what is a thing of the kind. */
function spoken({ ranked, statements }: CutPassage, wanted: Wanted): ListItem[] {
  const { passage } = ranked;
  return statements
    .filter((statement) => saysWhich(statement, wanted.isKind, passage.language))
    .filter((statement) => wanted.isNarrowed(statement, passage))
    .map((statement) => item(statement, statement, passage));
}

/** How a heading begins that tells of something else than which things there are. */
const ASKING = /^(?:how|why|when|where|who|wie|warum|wieso|wann|wo|wer)(?!\p{L})/iu;
/** What is set against each other is explained, not listed: "Architectures vs. checkpoints". */
const AGAINST = /(?<!\p{L})(?:vs|versus|gegen)(?!\p{L})/iu;
const ASKING_WHICH = /^(?:welche|was für|which|what [^?]{1,60}\?)/iu;

/** Whether the heading above a passage is about things of the kind: "Lizenzen im Vergleich", "Which licences are there?". */
function isHeadedBy({ title, section, language }: Passage, { kind, isKind }: Wanted): boolean {
  const heading = section.split(' > ').at(-1) ?? '';
  const shown = heading === '' ? title : heading;
  const isAsking = shown.includes('?') || ASKING.test(shown);
  if ((isAsking && !ASKING_WHICH.test(shown)) || AGAINST.test(shown)) return false;
  const first = contentWords(shown, language).slice(0, HEADING_WORDS);
  return isOfKind({ stems: new Set(first) }, kind) && headsMany(shown, isKind, language);
}

function item(line: string, quote: string, passage: Passage): ListItem {
  const flat = line.replace(/\s+/gu, ' ').trim();
  const cut = flat.slice(0, MAX_ITEM_CHARS);
  const end = Math.max(cut.lastIndexOf(' '), MAX_ITEM_CHARS / 2);
  const text = flat.length <= MAX_ITEM_CHARS ? flat : `${cut.slice(0, end).trimEnd()} …`;
  return { text: text.replace(/\p{Surrogate}/gu, ''), quote, passage };
}

/** Each thing once, however it is written. */
function distinct(items: readonly ListItem[]): ListItem[] {
  const seen = new Set<string>();
  return items.filter(({ text }) => {
    const key = foldText(text).replaceAll(/[^\p{L}\p{N}.]/gu, '');
    if (key === '' || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
