import { usableAnswer } from '../src/application/asking/answer-access.ts';
import { SUBJECT, type Action } from '../src/application/command.ts';
import type { Services } from '../src/application/services.ts';
import { noticeView } from '../src/application/views/plain-view.ts';
import { wordsFor } from '../src/words/words.ts';

/** Kept as the reason of the thumb that it counts as. */
const SOLVED = 'solved';

/** In a thread, by whoever asked: the answer was the one. Counts as a thumb up. */
export const solved: Action<Services> = {
  verb: 'solved',
  once: true,
  async prepare(call, { answers, feedback, clock }) {
    const words = wordsFor(call.language);
    const stored = await usableAnswer(call.options.get(SUBJECT), call, answers);
    if (stored === null) return { ok: false, message: words.refusal['answer-gone'] };
    const userId = call.caller.id;
    if (stored.userId !== userId) return { ok: false, message: words.refusal['not-asker'] };
    const answerId = stored.answer.id;
    const vote = {
      answerId,
      userId,
      vote: 'up',
      reason: SOLVED,
      createdAtMs: clock.now(),
    } as const;
    if ((await feedback.put(vote)) === 'answer-gone') {
      return { ok: false, message: words.refusal['answer-gone'] };
    }
    return {
      ok: true,
      isPrivate: stored.isPrivate,
      run: ({ reply }) => reply.finish(noticeView(words.feedback.solved)),
    };
  },
};
