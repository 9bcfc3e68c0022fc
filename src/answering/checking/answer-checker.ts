import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Citation } from '../../domain/answer.ts';
import type { Language } from '../../domain/language.ts';
import { sourceOf } from '../../domain/passage.ts';
import { foldText } from '../../text/fold-word.ts';
import { splitSentences } from '../../text/sentences.ts';
import { introduces } from '../choosing/choose-statements.ts';
import { cellsOf, isTableStart, statementsOf } from '../choosing/statements.ts';
import { isRefusal } from '../refusal.ts';
import { AnswerLength } from './answer-length.ts';
import { MAX_SENTENCE_CHARS, PieceReader, type AnswerPiece, type Gap } from './answer-pieces.ts';
import { ClaimChecker, type ClaimFault, type Evidence } from './check-claim.ts';
import { isFragment, placeOfFragment } from './fragments.ts';
import {
  hasOtherScript,
  isSourceHeading,
  isSourceList,
  isSourceName,
  isOnRow,
  languageOf,
  originalOf,
  placeOfCode,
  shownRow,
  unbracketed,
} from './sentence-text.ts';
import { withoutClash } from './small-words.ts';
import { localFormsOf, withForms } from '../local-numbers.ts';
import { citedNumbers, normaliseMarks, withMark, withoutMarks } from '../marks.ts';

/** Longest sentence with its marks and brackets, in characters. */
const MAX_RAW_CHARS = 2 * MAX_SENTENCE_CHARS;
/** A model that has said the same so often will not stop by itself. */
const MAX_REPEATS = 3;

type Sentence = Extract<AnswerPiece, { kind: 'sentence' }>;

/** Text that may be shown, and the sources it brings along. */
export interface Shown {
  readonly text: string;
  /** Those that were not cited before. */
  readonly citations: readonly Citation[];
}

/** A sentence that was left out, and why. */
export interface Dropped {
  readonly text: string;
  readonly fault: ClaimFault | 'language' | 'refusal' | 'repeated';
}

/** A sentence in the wrong language that stands in its own. */
export interface ForeignSentence {
  readonly text: string;
  readonly language: Language;
  /** Place of the evidence it stands on, from 0. */
  readonly at: number;
}

/** Faults that have nothing to do with what the evidence says. */
const OTHER_FAULTS: ReadonlySet<Dropped['fault']> = new Set([
  'language',
  'refusal',
  'repeated',
  'says-nothing',
]);

/** Faults of what claims nothing. */
const NO_CLAIMS: ReadonlySet<Dropped['fault']> = new Set(['repeated', 'says-nothing']);

export interface AnswerCheckerParts {
  readonly question: string;
  readonly language: Language;
  /** In the order of the numbers the model was given, from 1. */
  readonly evidence: readonly Evidence[];
  /** Takes every sentence as it is, for the first source it names: to measure what checking is good for. */
  readonly isUnchecked?: boolean;
  /** Sentences that were asked for at most; see `isLongEnough`. Default: any number. */
  readonly mostSentences?: number;
  /** Sources that were numbered before these. Default 0. */
  readonly citedBefore?: number | undefined;
  /** Whether a bare thing ("Anna") stands for the sentence that has it. Default false. */
  readonly mayPoint?: boolean;
  /** Whether the text translates claims that stand. */
  readonly isTranslation?: boolean;
  /** Whether a claim means what evidence `at` says, for evidence in another language; null without vectors. */
  readonly closeTo: (claim: string, spoken: Language) => Promise<(at: number) => boolean | null>;
}

/**
 * Checks a model's answer while it is written: each sentence, row and block of code is shown when it
 * stands on the evidence, with the number of its source, and left out when it does not. Sources are
 * numbered from 1 in the order of their use.
 */
export class AnswerChecker {
  readonly #parts: AnswerCheckerParts;
  readonly #claims: ClaimChecker;
  readonly #reader = new PieceReader();
  readonly #numbers = new Map<string, number>();
  readonly #citations: Citation[] = [];
  readonly #said = new Set<string>();
  readonly #dropped: Dropped[] = [];
  readonly #foreign: ForeignSentence[] = [];
  readonly #pointed = new Set<number>();
  readonly #length: AnswerLength;
  readonly #localForms: ReadonlyMap<string, string>;
  /** What the reply begins with, while no whole sentence has come. */
  readonly #fragments: Sentence[] = [];
  /** A sentence that ends in a colon, as long as nothing that it introduces stands. */
  #introduction: { readonly piece: Sentence; readonly at: number } | null = null;
  /** Whether a line has announced sources. */
  #isBelowHeading = false;
  #text = '';
  #repeats = 0;

  constructor(parts: AnswerCheckerParts) {
    this.#parts = parts;
    this.#claims = new ClaimChecker(parts.evidence);
    this.#localForms = localFormsOf(parts.evidence, parts.language);
    this.#length = new AnswerLength(parts.mostSentences ?? Infinity);
  }

  /** What stands so far. */
  get text(): string {
    return this.#text;
  }

  get citations(): readonly Citation[] {
    return this.#citations;
  }

  get dropped(): readonly Dropped[] {
    return this.#dropped;
  }

  /** Sentences that were left out for their language alone. */
  get foreign(): readonly ForeignSentence[] {
    return this.#foreign;
  }

  /** Places of the evidence that the model named without a sentence of its own ("[2]", "Yes [2]", "Anna"), from 0. */
  get pointed(): readonly number[] {
    return [...this.#pointed];
  }

  /** Whether numbers of sentences, or a bare "Yes", are all that was written; nothing at all is neither. */
  get onlyPoints(): boolean {
    if (this.#text !== '' || this.#foreign.length > 0) return false;
    const hasWritten = this.#pointed.size > 0 || this.#dropped.length > 0;
    return hasWritten && this.#dropped.every(({ fault }) => NO_CLAIMS.has(fault));
  }

  /** Sentences that were left out because no evidence states them. */
  get unsupported(): number {
    return this.#dropped.filter(({ fault }) => !OTHER_FAULTS.has(fault)).length;
  }

  /** Whether more than was asked for would only cost time; what is taken as it is is taken whole. */
  get isLongEnough(): boolean {
    return this.#parts.isUnchecked !== true && this.#length.isEnough;
  }

  get isRepeating(): boolean {
    return this.#repeats >= MAX_REPEATS;
  }

  push(text: string): Promise<Shown> {
    return this.#take(this.#reader.push(text));
  }

  /** @param isCut whether the model was stopped: half a sentence is none */
  end({ isCut = false }: { readonly isCut?: boolean } = {}): Promise<Shown> {
    const pieces = this.#reader.end();
    const last = pieces.at(-1);
    if (isCut && last?.kind === 'sentence' && !/[.!?…:]$/u.test(this.#bare(last.text))) {
      pieces.pop();
    }
    return this.#take(pieces, () => this.#endOpen());
  }

  async #take(pieces: readonly AnswerPiece[], after: () => void = () => undefined): Promise<Shown> {
    const [chars, cited] = [this.#text.length, this.#citations.length];
    for (const [at, piece] of pieces.entries()) {
      if (at > 0) await nextTurn(); // others are waiting for the thread
      if (this.#isOpeningFragment(piece)) this.#fragments.push(piece);
      else {
        for (const fragment of this.#fragments.splice(0)) await this.#piece(fragment);
        await this.#piece(piece);
      }
    }
    after();
    return { text: this.#text.slice(chars), citations: this.#citations.slice(cited) };
  }

  #isOpeningFragment(piece: AnswerPiece): piece is Sentence {
    const { isUnchecked, mayPoint } = this.#parts;
    if (mayPoint !== true || isUnchecked === true || this.#text !== '') return false;
    if (piece.kind !== 'sentence' || piece.lead !== '') return false;
    const bare = this.#bare(piece.text);
    return isFragment(bare) && !isSourceList(bare) && !isRefusal(bare);
  }

  /** A reply of fragments alone means the sentences that hold them, which say more than they do. */
  #endOpen(): void {
    this.#dropIntroduction();
    for (const { text } of this.#fragments.splice(0)) {
      const bare = this.#bare(text);
      const at = placeOfFragment(bare, this.#citedIn(text), this.#parts.evidence);
      if (at === null) this.#drop(bare, 'words');
      else this.#pointed.add(at);
    }
  }

  async #piece(given: AnswerPiece): Promise<void> {
    if (given.kind === 'code') return this.#code(given.text, given.gap);
    if (given.kind === 'table') return this.#table(given.lines, given.gap);
    const piece = { ...given, text: this.#inLocalForm(withoutClash(given.text)) };
    const at = await this.#check(piece.text);
    if (at === null) return;
    if (!introduces(this.#bare(piece.text))) return this.#showSentence(piece, at);
    this.#dropIntroduction();
    this.#introduction = { piece, at };
  }

  /** A sentence with the numbers it copied from another language as its own writes them. */
  #inLocalForm(text: string): string {
    const own = languageOf(this.#bare(text)) ?? this.#parts.language;
    return own === this.#parts.language ? withForms(text, this.#localForms) : text;
  }

  #dropIntroduction(): void {
    if (this.#introduction !== null) this.#drop(this.#introduction.piece.text, 'says-nothing');
    this.#introduction = null;
  }

  #showSentence({ lead, text, gap }: Sentence, at: number): void {
    const { evidence } = this.#parts;
    const bare = this.#bare(text);
    const isRow = isOnRow(evidence[at]);
    const shown = isRow ? shownRow(bare) : bare;
    this.#length.add({ gap, isItem: lead !== '' || isRow, isIntroduction: introduces(bare) });
    this.#show(() => lead + withMark(shown, this.#cite(at)), gap);
  }

  #code(text: string, gap: Gap): void {
    const { evidence, isUnchecked } = this.#parts;
    const at = isUnchecked === true ? 0 : placeOfCode(text, evidence);
    if (at < 0) return void this.#drop(text, 'words');
    const isClosed = /^(?:```|~~~)/u.test(text.split('\n').at(-1)?.trim() ?? '');
    this.#show(() => `${text}${isClosed ? '' : '\n```'}\n[${this.#cite(at)}]`, gap);
  }

  async #table(lines: readonly string[], gap: Gap): Promise<void> {
    const [head = '', rule = '', ...rows] = lines;
    if (!isTableStart(head, rule) || head.length > MAX_SENTENCE_CHARS) {
      return this.#rows(lines, gap);
    }
    const kept: (() => string)[] = [];
    const isUsed = cellsOf(head).map(() => false);
    for (const row of rows.map((given) => this.#inLocalForm(given))) {
      await nextTurn();
      if (row.length > MAX_SENTENCE_CHARS) continue;
      const claim = statementsOf([head, rule, row].join('\n'))[0] ?? row;
      const at = await this.#check(claim);
      if (at === null) continue;
      const cells = this.#bare(row);
      cellsOf(cells).forEach((cell, column) => (isUsed[column] ||= cell !== ''));
      kept.push(() => `${cells.replace(/\|$/u, '').trimEnd()} [${this.#cite(at)}] |`);
    }
    if (kept.length === 0) return;
    // A head was checked with the cells below it; one without any claims what it likes.
    const heads = cellsOf(this.#bare(head)).map((cell, column) => (isUsed[column] ? cell : ''));
    this.#show(
      () => [`| ${heads.join(' | ')} |`, rule, ...kept.map((textOf) => textOf())].join('\n'),
      gap === ' ' ? '\n' : gap,
    );
  }

  /** Rows that are no table are sentences: each stands by itself. */
  async #rows(lines: readonly string[], gap: Gap): Promise<void> {
    let before = gap;
    for (const line of lines) {
      for (const sentence of splitSentences(cellsOf(line).join('; '))) {
        await nextTurn();
        await this.#piece({ kind: 'sentence', lead: '', text: sentence.trim(), gap: before });
        before = ' ';
      }
      before = '\n';
    }
  }

  /** Place of the evidence that a sentence stands on; null when it is left out. */
  async #check(raw: string): Promise<number | null> {
    const { question, language, evidence, closeTo, isTranslation } = this.#parts;
    if (raw.length > MAX_RAW_CHARS) return this.#drop(raw, 'words');
    const marked = normaliseMarks(raw, language);
    const text = unbracketed(withoutMarks(marked));
    const cited = this.#citedIn(marked);
    if (text === '' || this.#namesSources(text)) return this.#point(cited);
    if (text.length > MAX_SENTENCE_CHARS) return this.#drop(text, 'words');
    if (isRefusal(text)) return this.#drop(text, 'refusal');
    if (this.#parts.isUnchecked === true) return cited[0] ?? 0;
    const key = foldText(text);
    if (this.#said.has(key)) {
      this.#repeats += 1;
      return this.#drop(text, 'repeated');
    }
    this.#said.add(key);
    if (hasOtherScript(text, evidence)) return this.#drop(text, 'language');
    const own = languageOf(text) ?? language;
    const isClose = await closeTo(text, own);
    const claim = { text, language: own, question, cited, isTranslation, isClose };
    const verdict = this.#claims.check(claim);
    if (own !== language) {
      if (verdict.stands) this.#foreign.push({ text, language: own, at: verdict.at });
      return this.#drop(text, 'language');
    }
    if (verdict.stands) return this.#inOneLanguage(text, verdict.at);
    if (verdict.fault === 'says-nothing') this.#point(cited);
    return this.#drop(text, verdict.fault);
  }

  /** What was only half translated is translated anew from the statement itself. */
  #inOneLanguage(text: string, at: number): number | null {
    const { language, evidence, isTranslation } = this.#parts;
    const original = originalOf(text, evidence[at], language);
    if (original === null) return at;
    if (isTranslation !== true) this.#foreign.push({ ...original, at });
    return this.#drop(text, 'language');
  }

  #namesSources(text: string): boolean {
    this.#isBelowHeading ||= isSourceHeading(text);
    const isBelowHeading = this.#isBelowHeading;
    return isSourceList(text) || isSourceName(text, this.#parts.evidence, { isBelowHeading });
  }

  /** Places of the evidence whose numbers a text has, from 0. */
  #citedIn(text: string): number[] {
    const { evidence, language } = this.#parts;
    const numbers = citedNumbers(normaliseMarks(text, language));
    return numbers.flatMap((n) => (n >= 1 && n <= evidence.length ? [n - 1] : []));
  }

  #point(cited: readonly number[]): null {
    for (const at of cited) this.#pointed.add(at);
    return null;
  }

  #drop(text: string, fault: Dropped['fault']): null {
    this.#dropped.push({ text, fault });
    return null;
  }

  /** What an introduction announces is there now: it is shown, too, and numbers its source first. */
  #show(textOf: () => string, gap: Gap): void {
    const introduction = this.#introduction;
    this.#introduction = null;
    if (introduction !== null) this.#showSentence(introduction.piece, introduction.at);
    const text = textOf();
    this.#text += (this.#text === '' ? '' : gap === '' ? ' ' : gap) + text;
  }

  #bare(text: string): string {
    return unbracketed(withoutMarks(normaliseMarks(text, this.#parts.language)));
  }

  #cite(at: number): number {
    const evidence = this.#parts.evidence[at];
    if (evidence === undefined) return 0;
    const { passage, quote = evidence.text } = evidence;
    const known = this.#numbers.get(passage.id);
    if (known !== undefined) return known;
    const n = (this.#parts.citedBefore ?? 0) + this.#numbers.size + 1;
    this.#numbers.set(passage.id, n);
    this.#citations.push({ n, ...sourceOf(passage), quote });
    return n;
  }
}
