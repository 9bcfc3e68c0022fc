import type { Command, CommandContext, ReplyView } from '../src/application/command.ts';
import type { Services } from '../src/application/services.ts';
import type { AnswerEvent } from '../src/domain/answer.ts';
import type { RankedPassage } from '../src/domain/passage.ts';
import { wordsFor } from '../src/words/words.ts';

/** Discord's own limit for a text option. */
const MAX_OPTION_CHARS = 6_000;

/** `/ask question [private]`: a cited answer, streamed. */
export const ask: Command<Services> = {
  definition: {
    name: { de: 'frage', en: 'ask' },
    description: {
      de: 'Eine Frage zu offener KI, beantwortet aus den Artikeln und mit Quellen',
      en: 'A question about open-source AI, answered from the articles with sources',
    },
    options: [
      {
        kind: 'text',
        key: 'question',
        name: { de: 'frage', en: 'question' },
        description: { de: 'Was du wissen möchtest', en: 'What you would like to know' },
        required: true,
        maxChars: MAX_OPTION_CHARS,
      },
      {
        kind: 'flag',
        key: 'private',
        name: { de: 'privat', en: 'private' },
        description: { de: 'Nur du siehst die Antwort', en: 'Only you see the answer' },
      },
    ],
  },
  isPrivate: (options) => options.get('private') === true,
  run: runAsk,
};

async function runAsk(context: CommandContext, services: Services): Promise<void> {
  const { reply, language, signal, options } = context;
  const question = options.get('question');
  reply.update(working(wordsFor(language).progress.searching, ''));
  const events = services.askQuestion({
    question: typeof question === 'string' ? question : '',
    fallbackLanguage: language,
    signal,
  });
  const shown: Shown = { text: '', passages: [] };
  for await (const event of events) {
    const view = viewOf(event, shown, context);
    if (view.tone === 'working') reply.update(view);
    else await reply.finish(view);
  }
}

interface Shown {
  text: string;
  passages: readonly RankedPassage[];
}

function viewOf(event: AnswerEvent, shown: Shown, context: CommandContext): ReplyView {
  const { progress } = wordsFor(context.language);
  switch (event.type) {
    case 'retrieval-end': {
      shown.passages = event.passages;
      const articles = new Set(event.passages.map(({ passage }) => passage.articleId));
      const heading = progress.found(event.passages.length, articles.size);
      return working(heading, foundList(event.passages));
    }
    case 'text-delta':
      shown.text += event.text;
      return working(progress.writing, shown.text);
    case 'answer-end': {
      // Passages carry their own headings; listing them again below would only repeat them.
      const { mode, answer, citations } = event.answer;
      return final('answer', answer, mode === 'generated' ? citations : []);
    }
    case 'answer-abstain':
      return final('notice', event.answer.answer, []);
    case 'answer-error':
      throw event.error;
  }
}

/** The found passages, one line each, so that the reader has something before the first word. */
function foundList(passages: readonly RankedPassage[]): string {
  return passages
    .map(({ rank, passage }) => {
      const section = passage.section === '' ? '' : ` › ${passage.section}`;
      return `[${rank}] ${passage.title}${section}`;
    })
    .join('\n');
}

function working(heading: string, text: string): ReplyView {
  return { tone: 'working', heading, text, citations: [], buttons: [] };
}

function final(
  tone: 'answer' | 'notice',
  text: string,
  citations: ReplyView['citations'],
): ReplyView {
  return { tone, text, citations, buttons: [] };
}
