import type { Language } from '../../domain/language.ts';
import type { StoredAnswer } from '../../domain/stores.ts';
import type { CommandCall, CommandContext, Preparation } from '../command.ts';
import type { QueuedAnswerEvent } from '../turns/queued-answers.ts';
import { countAttempt, type SettleAttempt } from '../members/count-attempt.ts';
import type { AskRefusal, DeskQuestion, QuestionDesk } from './question-desk.ts';
import { searchingView, showAnswer, type AnswerViewWords } from '../views/show-answer.ts';

const SECONDS_PER_HOUR = 3_600;

/** The sentences for what `AskRefusal` can say; `src/words` has them. */
export interface RefusalWords {
  readonly 'channel-denied': string;
  readonly 'role-missing': string;
  'cool-down'(seconds: number): string;
  'daily-limit-user'(limit: number, hours: number): string;
  'daily-limit-guild'(limit: number, hours: number): string;
  readonly 'queue-full': string;
  readonly 'guild-queue-full': string;
  readonly 'user-queue-full': string;
}

/** What taking a question needs to say. */
export interface TakeQuestionWords extends AnswerViewWords {
  readonly refusal: RefusalWords;
}

/** A question as a command, a button or a menu puts it. */
export interface TakenQuestion {
  readonly question: string;
  /** Null: as the server has set it. */
  readonly isPrivate: boolean | null;
  readonly language?: Language;
  readonly after?: StoredAnswer;
  readonly again?: DeskQuestion['again'];
}

/** What taking a question needs. */
export interface TakeQuestionParts {
  readonly desk: QuestionDesk;
  readonly words: TakeQuestionWords;
}

/** Checks whether the question may be asked; if so, `run` answers it where it was asked. */
export async function takeQuestion(
  call: CommandCall,
  taken: TakenQuestion,
  parts: TakeQuestionParts,
): Promise<Preparation> {
  const admission = await parts.desk.admit(call);
  if (!admission.ok) return { ok: false, message: refusalText(admission.refusal, parts.words) };
  const isPrivate = taken.isPrivate ?? admission.settings.visibility === 'private';
  return {
    ok: true,
    isPrivate,
    question: taken.question,
    run: (context) =>
      countAttempt(admission.giveBack, (settle) =>
        answerHere(context, { ...taken, isPrivate }, { ...parts, settle }),
      ),
  };
}

/**
 * Answers a question that may be asked, or says that there is no place for it.
 * @throws AppError of the answer
 */
export async function answerHere(
  context: CommandContext,
  taken: TakenQuestion & { readonly isPrivate: boolean },
  parts: TakeQuestionParts & {
    /** Default: nothing is counted. */
    readonly settle?: SettleAttempt;
  },
): Promise<void> {
  const { desk, words, settle = () => Promise.resolve() } = parts;
  const { question, isPrivate, language, after, again } = taken;
  context.reply.update(searchingView(context, words));
  const answer = await desk.answer({
    question,
    isPrivate,
    call: context,
    signal: context.signal,
    ...(language === undefined ? {} : { language }),
    ...(after === undefined ? {} : { after }),
    ...(again === undefined ? {} : { again }),
  });
  if (!answer.ok) {
    await settle(null);
    const text = refusalText(answer.refusal, words);
    await context.reply.finish({ tone: 'notice', text, citations: [], buttons: [] });
    return;
  }
  await showAnswer(context, settling(answer.events, settle), { words, question });
}

async function* settling(
  events: AsyncIterable<QueuedAnswerEvent>,
  settle: SettleAttempt,
): AsyncGenerator<QueuedAnswerEvent> {
  for await (const event of events) {
    if ('answer' in event) await settle(event.answer);
    yield event;
  }
}

/** The sentence for a refusal. */
export function refusalText(refusal: AskRefusal, words: TakeQuestionWords): string {
  const sentences = words.refusal;
  switch (refusal.reason) {
    case 'cool-down':
      return sentences['cool-down'](refusal.retryInSeconds);
    case 'daily-limit-user':
    case 'daily-limit-guild': {
      const hours = Math.ceil(refusal.retryInSeconds / SECONDS_PER_HOUR);
      return sentences[refusal.reason](refusal.limit, hours);
    }
    case 'channel-denied':
    case 'role-missing':
    case 'queue-full':
    case 'guild-queue-full':
    case 'user-queue-full':
      return sentences[refusal.reason];
  }
}
