import { UNVERIFIED_MARK, type Citation } from '../domain/answer.ts';
import type { Passage, RankedPassage } from '../domain/passage.ts';
import { NO_ANSWER } from '../text/prompt-marks.ts';
import { splitSentences } from '../text/sentences.ts';
import { normaliseMarks } from './marks.ts';
import { namesShown, type ShownNames } from './names.ts';
import { factBase, factsOf, missingFacts, type FactBase, type Facts } from './facts.ts';
import { contentStems, overlap } from '../text/content-stems.ts';

/** Least share of an uncited sentence's words that a passage must hold to be named its source. */
const ATTRIBUTION_OVERLAP = 0.5;
/** The same where numbers, dates or names agree as well. */
const ATTRIBUTION_OVERLAP_WITH_FACTS = 0.3;

/** Share of a sentence's words from which on a passage is taken to say just that. */
const VERBATIM_OVERLAP = 0.8;
/** Shorter sentences are alike by chance. */
const MIN_REPOINTED_WORDS = 3;

/** The refusal mark behind or between sentences of an answer, with what it cites. */
const STRAY_REFUSAL = new RegExp(String.raw`${NO_ANSWER}[.\s]{0,3}(?:\[\d{1,3}\]){0,5}`, 'giu');

export interface CheckedAnswer {
  /** Cleaned text: only existing citations, failed sentences marked. */
  readonly text: string;
  readonly citations: readonly Citation[];
  /** Sentences that cite a passage which states what they say. */
  readonly verified: number;
  /** Sentences marked with `UNVERIFIED_MARK`. */
  readonly unverified: number;
  /** Numbers the model cited that no passage has; removed from the text. */
  readonly dangling: number;
}

interface Source {
  readonly n: number;
  readonly passage: Passage;
  readonly base: FactBase;
  readonly stems: ReadonlySet<string>;
}

/** What facts of an answer are told by. */
interface AnswerSigns {
  readonly language: string;
  readonly shown: ShownNames;
}

interface Checked {
  readonly text: string;
  readonly status: 'verified' | 'unverified' | 'plain';
  readonly cited: readonly number[];
  readonly dangling: number;
}

/**
 * Checks every sentence of a model's answer against the passages it was given: [n] must exist, and
 * the numbers, dates and names of a cited sentence must stand in a passage it cites. A sentence
 * whose facts stand in another passage of the prompt is re-pointed to that one; one whose facts
 * stand nowhere is marked. Sentences without a citation are attributed where that is beyond doubt.
 */
export function checkCitations(
  raw: string,
  passages: readonly RankedPassage[],
  language: string,
): CheckedAnswer {
  const sources = passages.map((entry, at) => sourceOf(entry.passage, at + 1));
  const answer = { language, shown: namesShown(passages.map(({ passage }) => passage)) };
  const counts = { verified: 0, unverified: 0, dangling: 0 };
  const citing = new Map<number, string>();
  let inFence = false;
  const lines = normaliseMarks(raw, language)
    .replace(STRAY_REFUSAL, '')
    .split('\n')
    .map((line) => {
      if (/^\s*```/u.test(line)) inFence = !inFence;
      if (inFence || /^\s*(?:```|$)/u.test(line)) return line;
      if (isSourceList(line)) return null;
      return checkLine(line, sources, answer, (checked) => {
        counts.dangling += checked.dangling;
        if (checked.status !== 'plain') counts[checked.status] += 1;
        for (const n of checked.cited) if (!citing.has(n)) citing.set(n, checked.text);
      });
    });
  const text = lines
    .filter((line) => line !== null)
    .join('\n')
    .replace(/\n{3,}/gu, '\n\n')
    .trim();
  const citations = [...citing]
    .sort(([a], [b]) => a - b)
    .flatMap(([n, sentence]) => citationOf(sources, n, sentence));
  return { text, citations, ...counts };
}

/** The sentence of a passage that shares most with `sentence`; the first one when none does. */
export function bestQuote(passage: Passage, sentence: string): string {
  const wanted = contentStems(sentence);
  let best = '';
  let bestScore = -1;
  for (const line of passage.text.split(/\n+/u)) {
    for (const candidate of splitSentences(line)) {
      const score = overlap(wanted, contentStems(candidate));
      if (score > bestScore) {
        best = candidate.trim();
        bestScore = score;
      }
    }
  }
  return best;
}

function sourceOf(passage: Passage, n: number): Source {
  const texts = [passage.title, passage.section, passage.text];
  return {
    n,
    passage,
    base: factBase(texts, passage.language),
    stems: contentStems(texts.join(' ')),
  };
}

function citationOf(sources: readonly Source[], n: number, sentence: string): Citation[] {
  const source = sources[n - 1];
  if (source === undefined) return [];
  const { articleId, title, section, url } = source.passage;
  return [{ n, articleId, title, section, url, quote: bestQuote(source.passage, sentence) }];
}

function isSourceList(line: string): boolean {
  const rest = line.replace(/\[\d+\]|[\s,;.*_-]/gu, '');
  return rest === ''
    ? /\[\d+\]/u.test(line)
    : /^\W*(?:quellen?|sources?|passagen?):?$/iu.test(rest);
}

function checkLine(
  line: string,
  sources: readonly Source[],
  answer: AnswerSigns,
  report: (checked: Checked) => void,
): string {
  const lead = /^\s*(?:#{1,6}\s+|>\s*|[-*+]\s+|\d{1,2}[.)]\s+)*/u.exec(line)?.[0] ?? '';
  const body = line.slice(lead.length);
  if (lead.includes('#')) return line;
  const sentences = splitSentences(body);
  const out = sentences.map((sentence, at) => {
    const following = sentences.slice(at + 1).find((next) => /\[\d+\]/u.test(next));
    const checked = checkSentence(sentence, citedNumbers(following ?? ''), sources, answer);
    report(checked);
    return checked.text;
  });
  return lead + out.join(' ').replace(/ {2,}/gu, ' ').trimEnd();
}

function checkSentence(
  raw: string,
  followingCited: readonly number[],
  sources: readonly Source[],
  { language, shown }: AnswerSigns,
): Checked {
  const cited = citedNumbers(raw);
  const real = cited.filter((n) => n >= 1 && n <= sources.length);
  const bare = withoutMarks(raw);
  const facts = factsOf(bare, language, shown);
  const dangling = cited.length - real.length;
  const named = real.flatMap((n) => sources[n - 1] ?? []);
  if (named.length > 0 && stands(bare, facts, named, language)) {
    const better = clearlyBetter(bare, facts, { named, sources });
    return done(bare, better === null ? real : [better], 'verified', dangling);
  }
  const preferred = followingCited.flatMap((n) => sources[n - 1] ?? []);
  const found = attribute(bare, facts, [...preferred, ...sources], language);
  if (found !== null) return done(bare, [found], 'verified', dangling);
  const isClaim = real.length > 0 || cited.length > 0 || hasFacts(facts);
  return done(bare, real, isClaim ? 'unverified' : 'plain', dangling);
}

function done(
  bare: string,
  cited: readonly number[],
  status: Checked['status'],
  dangling: number,
): Checked {
  const marks = cited.map((n) => `[${n}]`).join('');
  const warning = status === 'unverified' ? ` ${UNVERIFIED_MARK}` : '';
  const end = /[.!?…:]["'”“»)*_]*$/u.exec(bare)?.[0] ?? '';
  const head = bare.slice(0, bare.length - end.length);
  const text = marks === '' ? bare : `${head} ${marks}${end}`;
  return { text: `${text}${warning}`, status, cited, dangling };
}

/** All facts must stand in the cited passages together, and some word of the sentence as well. */
function stands(bare: string, facts: Facts, named: readonly Source[], language: string): boolean {
  const missing = named
    .map((source) => new Set(missingFacts(facts, source.base)))
    .reduce((all, next) => new Set([...all].filter((fact) => next.has(fact))));
  if (missing.size > 0) return false;
  const stems = contentStems(bare);
  if (stems.size === 0) return hasFacts(facts); // "Yes." says nothing that a passage could hold
  return named.some(
    (source) => source.passage.language !== language || overlap(stems, source.stems) > 0,
  );
}

/** Another passage that has nearly every word of a sentence whose own passages have few of them. */
function clearlyBetter(
  bare: string,
  facts: Facts,
  { named, sources }: { named: readonly Source[]; sources: readonly Source[] },
): number | null {
  const stems = contentStems(bare);
  if (stems.size < MIN_REPOINTED_WORDS) return null;
  const own = Math.max(...named.map((source) => overlap(stems, source.stems)));
  if (own >= ATTRIBUTION_OVERLAP) return null;
  const better = sources.find(
    (source) =>
      overlap(stems, source.stems) >= VERBATIM_OVERLAP &&
      missingFacts(facts, source.base).length === 0,
  );
  return better?.n ?? null;
}

function attribute(
  bare: string,
  facts: Facts,
  sources: readonly Source[],
  language: string,
): number | null {
  const stems = contentStems(bare);
  let best: { n: number; score: number } | null = null;
  for (const source of sources) {
    if (missingFacts(facts, source.base).length > 0) continue;
    const score = overlap(stems, source.stems);
    const isForeign = source.passage.language !== language;
    const enough = isForeign
      ? countFacts(facts) >= 2
      : score >= (hasFacts(facts) ? ATTRIBUTION_OVERLAP_WITH_FACTS : ATTRIBUTION_OVERLAP);
    if (enough && (best === null || score > best.score)) best = { n: source.n, score };
  }
  return best?.n ?? null;
}

function countFacts(facts: Facts): number {
  return facts.numbers.length + facts.dates.length + facts.names.length;
}

function hasFacts(facts: Facts): boolean {
  return countFacts(facts) > 0;
}

function citedNumbers(text: string): number[] {
  return [...new Set([...text.matchAll(/\[(\d{1,3})\]/gu)].map((match) => Number(match[1])))];
}

function withoutMarks(text: string): string {
  return text
    .replace(/(?<!\s)\s*\[\d{1,3}\]/gu, '')
    .replace(/(?<!\s)\s+([.,;:!?])/gu, '$1')
    .replaceAll(UNVERIFIED_MARK, '')
    .trim();
}
