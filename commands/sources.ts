import { usableAnswer } from '../src/application/asking/answer-access.ts';
import { SUBJECT, type Action } from '../src/application/command.ts';
import type { Services } from '../src/application/services.ts';
import { noticeView } from '../src/application/views/plain-view.ts';
import { sourcesText } from '../src/application/views/show-answer.ts';
import { quoteAddress } from '../src/application/views/text-fragment.ts';
import { wordsFor } from '../src/words/words.ts';

/** Shows the sources of an answer to whoever presses, each with its quote and a link to it. */
export const sources: Action<Services> = {
  verb: 'sources',
  once: true,
  async prepare(call, { answers }) {
    const words = wordsFor(call.language);
    const stored = await usableAnswer(call.options.get(SUBJECT), call, answers);
    if (stored === null) return { ok: false, message: words.refusal['answer-gone'] };
    const text = sourcesText(stored.answer, quoteAddress, (titles) => words.notes.alsoIn(titles));
    return {
      ok: true,
      isPrivate: true,
      run: ({ reply }) =>
        reply.finish({
          ...noticeView(text === '' ? words.noSources : text),
          heading: words.sources,
        }),
    };
  },
};
