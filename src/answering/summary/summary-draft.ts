import type { Answer, AnswerEvent, AnswerReason, Citation } from '../../domain/answer.ts';
import type { AppError } from '../../domain/errors.ts';
import { sourceOf, type Passage, type RankedPassage } from '../../domain/passage.ts';
import { STOPPED } from '../../domain/ports.ts';
import type { PromptReceipt } from '../../domain/receipt.ts';
import { roundMarks } from '../../text/round-marks.ts';
import type { Parts, Started } from '../chain-parts.ts';
import type { Evidence } from '../checking/check-claim.ts';
import { reasonFor } from '../finish-answer.ts';
import type { Written } from '../write-answer.ts';
import { firstSentences, isSentence } from './summary-parts.ts';

/** Sentences that stand for a part of which the model wrote nothing that stands. */
const SENTENCES_FOR_PART = 2;

/** Text that is shown, with the sources it brings along. */
type Shown = Extract<AnswerEvent, { type: 'text-delta' }>;

/** What of a summary is there, and the answer it becomes. */
export class SummaryDraft {
  readonly #input: Started;
  readonly #passages: readonly Passage[];
  readonly #parts: Parts;
  #texts: string[] = [];
  #citations: Citation[] = [];
  #passageIds = new Set<string>();
  #firstTokenMs: number | null = null;
  #unverified = 0;
  #isWritten = false;
  #prompt: PromptReceipt | null = null;
  #failure: AppError | null = null;

  /** @param passages all of the article, at least one */
  constructor(input: Started, passages: readonly Passage[], parts: Parts) {
    this.#input = input;
    this.#passages = passages;
    this.#parts = parts;
  }

  /** Sources so far. */
  get cited(): number {
    return this.#citations.length;
  }

  /** Whether the model is not to be asked for more. */
  get isOver(): boolean {
    return this.#failure !== null;
  }

  /** What stands between the parts that are there and the next one. */
  get gap(): string {
    return this.#texts.length === 0 ? '' : '\n\n';
  }

  /** The model has begun to write. */
  begin(): void {
    const { clock } = this.#parts;
    this.#firstTokenMs ??= Math.round(clock.elapsed() - this.#input.startedAtMs);
  }

  /**
   * Takes up what stands of a part. Where nothing does, its own first sentences stand for it, which
   * are returned to be shown; null when there are none, or they are not wanted.
   */
  take(
    { checker, failure }: Written,
    read: readonly Evidence[],
    prompt: PromptReceipt,
  ): Shown | null {
    this.#failure = failure;
    this.#unverified += checker.unsupported;
    this.#prompt ??= prompt; // that of the first part stands for all
    if (checker.text !== '') {
      this.#isWritten = true;
      this.#texts.push(checker.text);
      this.#citations.push(...checker.citations);
      for (const { quote } of checker.citations) {
        const cited = read.find(({ text }) => text === quote);
        if (cited !== undefined) this.#passageIds.add(cited.passage.id);
      }
      return null;
    }
    if (failure !== null) return null;
    const { gap } = this;
    const own = read.filter(
      (one) => one.passage.language === this.#input.language && isSentence(one),
    );
    const citations = this.#quote(own.slice(0, SENTENCES_FOR_PART), '');
    const text = this.#texts.at(-1) ?? '';
    return citations.length === 0 ? null : { type: 'text-delta', text: gap + text, citations };
  }

  /** @param isWhole whether all of the article was read */
  end(isWhole: boolean): AnswerEvent {
    const failure = this.#failure;
    const isStopped = failure?.code === 'cancelled' && this.#input.signal?.reason === STOPPED;
    if (failure?.code === 'cancelled' && !isStopped) {
      return { type: 'answer-error', error: failure };
    }
    if (!this.#isWritten && !isStopped) {
      const reason = failure === null ? null : reasonFor(failure.code, 'chat-model-missing');
      return this.quoted(reason ?? 'nothing-verified');
    }
    return this.#answer({
      mode: 'generated',
      reason: isStopped ? 'stopped' : null,
      note: this.#note(true, isWhole && failure === null),
      model: this.#input.chat?.model ?? null,
    });
  }

  /** The first sentence of each section instead of what was written. */
  quoted(reason: AnswerReason | null): AnswerEvent {
    this.#texts = [];
    this.#citations = [];
    this.#passageIds = new Set();
    this.#quote(firstSentences(this.#passages), '- ');
    return this.#answer({ mode: 'quoted', reason, note: this.#note(false, true), model: null });
  }

  /** Adds sentences as they stand, each with its source; returns the new sources. */
  #quote(sentences: readonly Evidence[], mark: '' | '- '): readonly Citation[] {
    const before = this.cited;
    const lines = sentences.map(({ text, passage }) => {
      const n = this.cited + 1;
      this.#citations.push({ n, ...sourceOf(passage), quote: text });
      this.#passageIds.add(passage.id);
      const flat = roundMarks(text).replace(/\s+/gu, ' ');
      return `${mark}${flat} [${n}]`;
    });
    if (lines.length > 0) this.#texts.push(lines.join(mark === '' ? ' ' : '\n'));
    return this.#citations.slice(before);
  }

  #note(isWritten: boolean, isWhole: boolean): string {
    const { title, published } = this.#passages[0] ?? { title: '' };
    const { words } = this.#parts;
    return words.summary(this.#input.language, { title, published, isWritten, isWhole });
  }

  #answer(end: Pick<Answer, 'mode' | 'reason' | 'note' | 'model'>): AnswerEvent {
    const { id, question, language, index, startedAtMs } = this.#input;
    const total = Math.round(this.#parts.clock.elapsed() - startedAtMs);
    const answer: Answer = {
      ...{ id, question, language, ...end },
      answer: this.#texts.join('\n\n'),
      citations: this.#citations,
      passages: this.#passages.filter((one) => this.#passageIds.has(one.id)).map(asRanked),
      unverified: this.#unverified,
      timingsMs: { retrieval: 0, firstToken: this.#firstTokenMs, total },
      index: index.describe().id,
      receipt: {
        ...{ chance: null, statements: this.#passages.length, prompt: this.#prompt },
        ...{ leftOut: [], leftOutMore: 0 },
      },
    };
    return { type: 'answer-end', answer };
  }
}

/** A passage that was named, not judged. */
export function asRanked(passage: Passage, at: number): RankedPassage {
  const scores = { dense: null, similarity: null, keyword: 0, fused: 0 };
  return { rank: at + 1, passage, scores };
}
