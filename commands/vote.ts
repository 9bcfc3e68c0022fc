import { usableAnswer } from '../src/application/asking/answer-access.ts';
import {
  SUBJECT,
  type Action,
  type CommandCall,
  type Preparation,
} from '../src/application/command.ts';
import type { Services } from '../src/application/services.ts';
import { noticeView } from '../src/application/views/plain-view.ts';
import { MAX_REASON_CHARS, type Vote } from '../src/domain/stores.ts';
import { wordsFor } from '../src/words/words.ts';

/** Thumb up: noted at once. */
export const voteUp: Action<Services> = {
  verb: 'vote-up',
  once: true,
  async prepare(call, services) {
    const isStored = await store('up', null, call, services);
    return said(call, isStored ? wordsFor(call.language).feedback.up : null);
  },
};

/** Thumb down: noted at once, then a form asks for the reason. */
export const voteDown: Action<Services> = {
  verb: 'vote-down',
  async open(call, services) {
    const words = wordsFor(call.language);
    if (!(await store('down', null, call, services))) {
      return { ok: false, message: words.refusal['answer-gone'] };
    }
    return {
      ok: true,
      form: {
        title: words.forms.downTitle,
        key: 'reason',
        label: words.forms.downLabel,
        required: false,
        maxChars: MAX_REASON_CHARS,
      },
    };
  },
  async prepare(call, services) {
    const { feedback } = wordsFor(call.language);
    const reason = String(call.options.get('reason') ?? '').trim();
    const isStored = await store('down', reason === '' ? null : reason, call, services);
    return said(call, isStored ? (reason === '' ? feedback.down : feedback.reason) : null);
  },
};

async function store(
  vote: Vote,
  reason: string | null,
  call: CommandCall,
  { answers, feedback, clock }: Services,
): Promise<boolean> {
  const stored = await usableAnswer(call.options.get(SUBJECT), call, answers);
  if (stored === null) return false;
  const userId = call.caller.id;
  const answerId = stored.answer.id;
  const outcome = await feedback.put({ answerId, userId, vote, reason, createdAtMs: clock.now() });
  return outcome !== 'answer-gone';
}

/** Null: the answer is gone. */
function said({ language }: CommandCall, text: string | null): Preparation {
  if (text === null) return { ok: false, message: wordsFor(language).refusal['answer-gone'] };
  return {
    ok: true,
    isPrivate: true,
    run: ({ reply }) => reply.finish(noticeView(text)),
  };
}
