import type { AnswerReason } from '../../domain/answer.ts';
import type { CommandCall, Preparation, Refused } from '../command.ts';
import { countAttempt, type SettleAttempt } from '../members/count-attempt.ts';
import type { QueuedAnswerEvent } from '../turns/queued-answers.ts';
import type { Admitted, AskRefusal, DeskQuestion, QuestionDesk } from './question-desk.ts';
import { refusalOf } from './ask-question.ts';
import { noticeView } from '../views/plain-view.ts';
import { searchingView, showAnswer, type AnswerViewWords } from '../views/show-answer.ts';

const SECONDS_PER_HOUR = 3_600;
/** What the words name of commands. */
const ASK_COMMANDS = ['/ask', '/frage'];

/** The sentences for what `AskRefusal` can say; `src/words` has them. */
export interface RefusalWords {
  /** Only the asker may see answers, and the surface cannot show them to one person alone. */
  readonly 'private-here': string;
  'channel-denied'(channels: readonly string[]): string;
  'role-missing'(roles: readonly string[]): string;
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
  /** Why something is no question; of its reasons those of `refusalOf`. */
  readonly reason: AnswerViewWords['reason'] & Readonly<Record<AnswerReason, string>>;
}

/** A question as a command, a button or a menu puts it. */
export interface TakenQuestion extends Partial<
  Pick<DeskQuestion, 'language' | 'after' | 'again' | 'isAlone'>
> {
  readonly question: string;
  /** Null: as the server has set it. */
  readonly isPrivate: boolean | null;
}

/** What taking a question needs. */
export interface TakeQuestionParts {
  readonly desk: QuestionDesk;
  readonly words: TakeQuestionWords;
}

/** A call that may ask, with who sees the reply; or the sentence for why it may not. */
export type AdmittedCall = Refused | (Admitted & { readonly isPrivate: boolean });

/**
 * Checks whether a call may ask, and whether its surface can show the reply to whom it is for. What
 * is refused has not been counted. @param wanted null: who sees it is as the server has set it; where
 * the server says that only the asker sees answers, nobody can wish for another
 */
export async function admitCall(
  call: CommandCall,
  wanted: boolean | null,
  { desk, words }: TakeQuestionParts,
): Promise<AdmittedCall> {
  const admission = await desk.admit(call);
  if (!admission.ok) return refused(admission.refusal, words);
  const isPrivate = wanted === true || admission.settings.visibility === 'private';
  if (!isPrivate || call.surface.privateReplies) return { ...admission, isPrivate };
  await admission.giveBack();
  const mentions = ASK_COMMANDS;
  return { ok: false, message: words.refusal['private-here'], mentions };
}

/** Checks whether the question may be asked; if so, `run` answers it where it was asked. */
export async function takeQuestion(
  call: CommandCall,
  taken: TakenQuestion,
  parts: TakeQuestionParts,
): Promise<Preparation> {
  const unaskable = refusalOf(taken.question.normalize('NFC').trim());
  if (unaskable !== null) return { ok: false, message: parts.words.reason[unaskable] };
  const admitted = await admitCall(call, taken.isPrivate, parts);
  if (!admitted.ok) return admitted;
  const { settings, isPrivate, giveBack } = admitted;
  const { desk, words } = parts;
  const { question, language = null, after = null, again = null, isAlone } = taken;
  return {
    ok: true,
    isPrivate,
    question,
    run: (context) =>
      countAttempt(giveBack, async (settle) => {
        const { signal } = context;
        context.reply.update(searchingView(context, words));
        const asked = {
          question,
          call,
          settings,
          isPrivate,
          language,
          after,
          again,
          isAlone,
          signal,
        };
        const answer = await desk.answer(asked);
        if (answer.ok) {
          const shown = settling(answer.events, settle);
          const { reply } = context;
          const done = await showAnswer(context, shown, { words, question });
          if (reply.sent !== undefined) await desk.delivered(done, reply.sent());
        } else {
          await settle(null);
          await context.reply.finish(noticeView(refusalText(answer.refusal, words)));
        }
      }),
  };
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

/** A refusal in words, with what they name. */
function refused(refusal: AskRefusal, words: TakeQuestionWords): Refused {
  const message = refusalText(refusal, words);
  return 'named' in refusal
    ? { ok: false, message, mentions: refusal.named }
    : { ok: false, message };
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
      return sentences[refusal.reason](refusal.named);
    case 'queue-full':
    case 'guild-queue-full':
    case 'user-queue-full':
      return sentences[refusal.reason];
  }
}
