import { usableAnswer } from '../src/application/asking/answer-access.ts';
import { BELOW, SUBJECT, type Action } from '../src/application/command.ts';
import type { Services } from '../src/application/services.ts';
import { noticeView } from '../src/application/views/plain-view.ts';
import { wordsFor } from '../src/words/words.ts';

/** Opens a thread below an answer, titled with its question. */
export const openThread: Action<Services> = {
  verb: 'thread',
  once: true,
  async prepare(call, { answers }) {
    const words = wordsFor(call.language);
    const stored = await usableAnswer(call.options.get(SUBJECT), call, answers);
    if (stored === null) return { ok: false, message: words.refusal['answer-gone'] };
    const open = call.place?.openThread;
    // Nobody else could see what a thread below a private answer is about.
    if (open === undefined || stored.isPrivate) return { ok: false, message: words.thread.refused };
    return {
      ok: true,
      isPrivate: true,
      async run({ reply, options }) {
        const id = await open(String(options.get(BELOW)), stored.answer.question);
        if (id === null) return reply.finish(noticeView(words.thread.refused));
        const channel = `<#${id}>`;
        await reply.finish({ ...noticeView(words.thread.opened(channel)), mentions: [channel] });
      },
    };
  },
};
