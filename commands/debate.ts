import {
  SUBJECT,
  type Action,
  type Command,
  type CommandCall,
  type CommandContext,
  type Suggest,
} from '../src/application/command.ts';
import { usableAnswer } from '../src/application/asking/answer-access.ts';
import { pairOf, pollOf } from '../src/application/debating/debate-desk.ts';
import { countAttempt, type SettleAttempt } from '../src/application/members/count-attempt.ts';
import type { Services } from '../src/application/services.ts';
import { suggestToReaders } from '../src/application/members/suggest-to.ts';
import { pollView, VOTE_DEBATE_VERBS } from '../src/application/views/debate-poll.ts';
import { debateView, hasPoll, type ShownPoll } from '../src/application/views/debate-view.ts';
import { noticeView } from '../src/application/views/plain-view.ts';
import { showDebate } from '../src/application/views/show-debate.ts';
import { admitCall, refusalText } from '../src/application/asking/take-question.ts';
import { debateRefusal } from '../src/application/debating/run-debate.ts';
import { noteOf } from '../src/application/debating/noted-debate.ts';
import { MAX_SIDE_CHARS, MAX_TOPIC_CHARS, type DebateRequest } from '../src/domain/debate.ts';
import { debateWordsFor, type DebateWords } from '../src/words/debate-words.ts';
import { languageOption, privateOption } from '../src/words/shared-options.ts';
import { wordsFor } from '../src/words/words.ts';

/** What the corpus debates, while somebody types. */
function propose(field: 'topic' | 'side'): Suggest<Services> {
  return suggestToReaders(
    ({ text, call: { language, guildId }, maxChars, signal }, { proposeDebates }) =>
      proposeDebates({ text, field, language, guildId, maxChars, signal }),
  );
}

/** `/debate [topic] [side_a] [side_b] [language] [private]`: two sides, each with its evidence. */
export const debate: Command<Services> = {
  definition: {
    name: { de: 'debatte', en: 'debate' },
    description: {
      de: 'Zwei Seiten fair nebeneinander, mit Stimmen und Quellen aus den Artikeln',
      en: 'Two sides fairly side by side, with voices and sources from the articles',
    },
    options: [
      {
        kind: 'text',
        key: 'topic',
        name: { de: 'thema', en: 'topic' },
        description: { de: 'Worum es geht', en: 'What it is about' },
        required: false,
        maxChars: MAX_TOPIC_CHARS,
        suggest: propose('topic'),
      },
      {
        kind: 'text',
        key: 'side_a',
        name: { de: 'seite_a', en: 'side_a' },
        description: {
          de: 'Die eine Seite, zum Beispiel Llama',
          en: 'One side, for example Llama',
        },
        required: false,
        maxChars: MAX_SIDE_CHARS,
        suggest: propose('side'),
      },
      {
        kind: 'text',
        key: 'side_b',
        name: { de: 'seite_b', en: 'side_b' },
        description: {
          de: 'Die andere Seite, zum Beispiel ChatGPT',
          en: 'The other side, for example ChatGPT',
        },
        required: false,
        maxChars: MAX_SIDE_CHARS,
        suggest: propose('side'),
      },
      languageOption({ de: 'Sprache der Zusammenfassung', en: 'Language of the summary' }),
      privateOption({ de: 'Nur du siehst die Debatte', en: 'Only you see the debate' }),
    ],
  },
  async prepare(call, services) {
    const unheld = debateRefusal(requestOf(call, call.language));
    if (unheld !== null)
      return { ok: false, message: debateWordsFor(call.language).reason[unheld] };
    const wanted = call.options.get('private');
    const admitted = await admitCall(call, typeof wanted === 'boolean' ? wanted : null, {
      desk: services.desk,
      words: wordsFor(call.language),
    });
    if (!admitted.ok) return admitted;
    const { settings, isPrivate, giveBack } = admitted;
    const request = requestOf(call, settings.language ?? call.language);
    return {
      ok: true,
      isPrivate,
      retry: noteOf(request),
      run: (context) =>
        countAttempt(giveBack, (settle) => hold(context, services, { request, isPrivate, settle })),
    };
  },
};

interface Held {
  readonly request: DebateRequest;
  readonly isPrivate: boolean;
  readonly settle: SettleAttempt;
}

/** Holds the debate where it was asked for, or says that there is no place for it. */
async function hold(
  context: CommandContext,
  { debates, desk }: Services,
  { request, isPrivate, settle }: Held,
): Promise<void> {
  const words = wordsFor(context.language);
  const debateWords = debateWordsFor(request.language);
  const held = debates.hold({ ...request, call: context, signal: context.signal });
  if (!held.ok) {
    await settle(null);
    return context.reply.finish(noticeView(refusalText({ reason: held.reason }, words)));
  }
  const shown = await showDebate(context, held.events, {
    words: debateWords,
    topic: topicOf(request, debateWords),
    stopLabel: words.buttons.stop,
    queued: (position) => words.progress.queued(position),
    async finish(done) {
      await settle(done);
      const show = async (poll: ShownPoll | null): Promise<string | null> => {
        const view = debateView(done, debateWords, poll);
        await debates.keep(done, view.text, { call: context, isPrivate });
        await context.reply.finish(view);
        return context.reply.pollId?.() ?? null;
      };
      const { buttons, storage } = context.surface;
      // Nothing to vote on, or nobody could.
      if (!buttons || !storage || !hasPoll(done)) {
        await show(null);
        return;
      }
      const labels = wordsFor(request.language).buttons;
      await debates.showPoll(pairOf(done), { call: context, isPrivate }, (votes) =>
        show({ ...votes, labels }),
      );
    },
  });
  if (context.reply.sent !== undefined) await desk.delivered(shown, context.reply.sent());
}

/** What it is about as far as it was said; empty where the corpus is to choose. */
function topicOf(
  { topic = '', sideA = '', sideB = '' }: DebateRequest,
  words: DebateWords,
): string {
  if (topic !== '') return topic;
  return sideA !== '' && sideB !== '' ? words.pairTitle(sideA, sideB) : sideA || sideB;
}

function requestOf({ options }: CommandCall, fallback: DebateRequest['language']): DebateRequest {
  const text = (key: string): string => {
    const value = options.get(key);
    return typeof value === 'string' ? value : '';
  };
  const language = text('language');
  return {
    topic: text('topic'),
    sideA: text('side_a'),
    sideB: text('side_b'),
    language: language === 'de' || language === 'en' ? language : fallback,
  };
}

/** Vote for the first side. */
export const voteDebateA: Action<Services> = voteFor(0);
/** Vote for the second side. */
export const voteDebateB: Action<Services> = voteFor(1);

/** A vote changes the poll's message for all who see it; the debate above stays as it is. */
function voteFor(side: 0 | 1): Action<Services> {
  return {
    verb: VOTE_DEBATE_VERBS[side],
    async prepare(call, { answers, debates }) {
      const stored = await usableAnswer(call.options.get(SUBJECT), call, answers);
      const poll = stored === null ? null : pollOf(stored.answer);
      if (stored === null || poll === null) {
        return { ok: false, message: debateWordsFor(call.language).poll.gone };
      }
      const { answer, isPrivate } = stored;
      const words = debateWordsFor(answer.language);
      const { buttons } = wordsFor(answer.language);
      return {
        ok: true,
        isPrivate,
        inPlace: true,
        async run({ reply }) {
          const votes = await debates.vote(poll, call, side);
          const { names } = poll;
          await reply.finish(pollView({ id: answer.id, names, votes }, words, buttons));
        },
      };
    },
  };
}
