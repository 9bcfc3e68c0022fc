import type { Answer, AnswerReason } from '../../domain/answer.ts';
import { shownTrail } from '../../domain/passage.ts';
import type {
  DebateReceipt,
  MadeBy,
  PromptReceipt,
  PromptTokens,
  Receipt,
} from '../../domain/receipt.ts';
import { inertText } from '../../text/inert-text.ts';
import { inOrderOfUse } from './numbered.ts';

/** What is said about how an answer came about; `src/words` has it. */
export interface WhyWords {
  readonly title: string;
  /** There is no answer to explain. */
  readonly gone: string;
  /** Nothing is known about this one. */
  readonly untold: string;
  /** A reason as a sentence of its own. */
  because(reason: string): string;
  readonly reason: Readonly<Record<AnswerReason, string>>;
  searched(question: string, index: string, ms: number): string;
  found(passage: FoundPassage): string;
  /** `more`: found besides those that are named. */
  others(titles: readonly string[], more: number): string;
  chance(chance: number, statements: number): string;
  given(statements: number): string;
  readonly debate: DebateReceiptWords;
  read(sentences: number, cut: number, tokens: PromptTokens): string;
  readonly notAsked: string;
  written(writing: Writing): string;
  readonly rests: string;
  readonly leftOut: string;
  more(sentences: number): string;
  readonly fault: Readonly<Record<string, string>>;
  prompt(sha256: string): string;
  made(made: MadeBy): string;
  /** How long it waited for its turn, in ms. */
  waited(ms: number): string;
  /** `fromMs`, `toMs`: when the first and the last were sent after the question came; null: not known. */
  edits(edits: number, sent: { readonly fromMs: number; readonly toMs: number } | null): string;
  command(id: string): string;
}

/** What is said about how a debate came about. */
export interface DebateReceiptWords {
  searched(topic: string, index: string, ms: number): string;
  /** What was read, and what rules made of it; `statements`: all of them. */
  found(of: DebateReceipt, statements: number): string;
  sorted(of: NonNullable<DebateReceipt['sorting']>, model: string): string;
  readonly unsorted: string;
  shown(points: number): string;
}

/** A passage with how close it is, by vectors (null: none), by words, and fused; each about 0 to 1. */
export interface FoundPassage {
  readonly rank: number;
  readonly title: string;
  readonly dense: number | null;
  readonly keyword: number;
  readonly fused: number;
}

/** How it was written. */
export interface Writing extends Pick<
  PromptReceipt,
  'readTokens' | 'writtenTokens' | 'tokensPerSecond'
> {
  readonly model: string;
  readonly firstTokenMs: number | null;
  readonly totalMs: number;
}

/** Longest sentence that is quoted, in characters. */
const MAX_QUOTE_CHARS = 160;
/** Passages that were not taken and are named. */
const MAX_NAMED_OTHERS = 5;

/**
 * How an answer came about, in words: search, judgement, prompt, writing, check.
 * @param isKept whether the command that searches again will find it
 */
export function receiptText(answer: Answer, words: WhyWords, isKept = true): string {
  const { receipt, index, question, timingsMs, reason } = answer;
  const because = reason === null || reason === 'talk' ? [] : [words.because(words.reason[reason])];
  if (receipt === undefined || index === null) return [...because, words.untold].join('\n');
  if (receipt.debate !== undefined) {
    return [...because, ...debateLines(answer, receipt, receipt.debate, words)].join('\n');
  }
  const { chance, statements, prompt, leftOut, leftOutMore } = receipt;
  const { citations } = inOrderOfUse(answer);
  const rests = answer.mode === 'passages' ? [] : citations;
  return [
    ...because,
    words.searched(line(question), index, timingsMs.retrieval),
    ...answer.passages.map(({ rank, passage, scores }) =>
      words.found({ rank, title: line(shownTrail(passage)), ...scores }),
    ),
    ...othersLine(receipt, words),
    chance === null ? words.given(statements) : words.chance(chance, statements),
    ...(prompt === null ? [words.notAsked] : promptLines(answer, prompt, words)),
    ...(rests.length === 0 ? [] : [words.rests]),
    ...rests.map(({ n, quote }) => `> [${n}] ${line(quote)}`),
    ...(leftOut.length === 0 ? [] : [words.leftOut]),
    ...leftOut.map(({ text, fault }) => `> ${line(text)} (${words.fault[fault] ?? fault})`),
    ...(leftOutMore === 0 ? [] : [words.more(leftOutMore)]),
    ...(prompt === null ? [] : [words.prompt(prompt.sha256)]),
    ...madeLines(receipt, words),
    ...(isKept ? [words.command(answer.id)] : []),
  ].join('\n');
}

function madeLines(receipt: Receipt, words: WhyWords): string[] {
  const { edits, editsAtMs: at = [], made, turn } = receipt;
  const [fromMs] = at;
  const toMs = at.at(-1);
  const sent = fromMs === undefined || toMs === undefined ? null : { fromMs, toMs };
  return [
    ...(turn === undefined || turn.waitMs === 0 ? [] : [words.waited(turn.waitMs)]),
    ...(edits === undefined ? [] : [words.edits(edits, sent)]),
    ...(made === undefined ? [] : [words.made(made)]),
  ];
}

/** Every point is a statement itself, so what was checked is where it stands. */
function debateLines(
  { question, index, timingsMs, model, citations }: Answer,
  receipt: Receipt,
  debate: DebateReceipt,
  words: WhyWords,
): string[] {
  const { debate: said } = words;
  return [
    said.searched(line(question), index ?? '–', timingsMs.retrieval),
    ...debateSteps(receipt, debate, { model, words }),
    ...(debate.shown === 0 ? [] : [said.shown(debate.shown)]),
    ...citations.map(({ n, quote, title }) => `> [${n}] ${line(quote)} (${line(title)})`),
    ...madeLines(receipt, words),
  ];
}

function debateSteps(
  { statements }: Receipt,
  debate: DebateReceipt,
  { model, words }: { readonly model: string | null; readonly words: WhyWords },
): string[] {
  const { debate: said } = words;
  const { sorting } = debate;
  return [
    said.found(debate, statements),
    sorting === null ? said.unsorted : said.sorted(sorting, model ?? '–'),
  ];
}

/** What else a receipt says: what was found and not taken, what it took to show, what made it. */
export function receiptNotes(receipt: Receipt, model: string | null, words: WhyWords): string[] {
  const { debate } = receipt;
  return [
    ...(debate === undefined ? [] : debateSteps(receipt, debate, { model, words })),
    ...othersLine(receipt, words),
    ...madeLines(receipt, words),
  ];
}

function othersLine({ others = [], othersMore = 0 }: Receipt, words: WhyWords): string[] {
  if (others.length === 0) return [];
  const named = others.slice(0, MAX_NAMED_OTHERS).map(({ title }) => line(title));
  return [words.others(named, others.length - named.length + othersMore)];
}

function promptLines(
  { model, timingsMs }: Answer,
  { chosen, given = chosen.length, cut, tokens, ...counts }: PromptReceipt,
  words: WhyWords,
): string[] {
  const { firstToken: firstTokenMs, total: totalMs } = timingsMs;
  return [
    words.read(given, cut, tokens),
    words.written({ model: model ?? '–', firstTokenMs, totalMs, ...counts }),
  ];
}

/** On one line, inert and not too long. */
function line(text: string): string {
  const flat = inertText(text).replace(/\s+/gu, ' ').trim();
  return flat.length <= MAX_QUOTE_CHARS ? flat : `${flat.slice(0, MAX_QUOTE_CHARS).trimEnd()} …`;
}
