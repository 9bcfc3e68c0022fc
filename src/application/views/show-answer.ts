import { UNVERIFIED_MARK, type Answer } from '../../domain/answer.ts';
import { AppError } from '../../domain/errors.ts';
import type { Language } from '../../domain/language.ts';
import { shownTrail, type RankedPassage } from '../../domain/passage.ts';
import type { CommandContext, ReplyButton, ReplyView } from '../command.ts';
import type { QueuedAnswerEvent } from '../turns/queued-answers.ts';

/** Verb of the button that stops a running answer; its subject is the request's id. */
export const STOP_VERB = 'stop';

/** What is said around an answer; `src/words` has it. */
export interface AnswerViewWords {
  readonly progress: {
    readonly searching: string;
    found(passages: number, articles: number): string;
    readonly writing: string;
    /** `position` counted from 1; `seconds` null before anything was measured. */
    queued(position: number, seconds: number | null): string;
  };
  readonly reason: { readonly stopped: string; readonly 'answer-cut': string };
  understoodAs(question: string): string;
  readonly buttons: {
    readonly stop: string;
    readonly sources: string;
    readonly regenerate: string;
    readonly otherLanguage: Readonly<Record<Language, string>>;
    readonly up: string;
    readonly down: string;
    readonly askOn: string;
  };
}

/** How an answer is shown. */
export interface ShowAnswerOptions {
  readonly words: AnswerViewWords;
  /** The question as it was asked; one that was understood differently is shown. */
  readonly question: string;
}

/**
 * Shows an answer as it comes to be: where it stands in the queue, what was found, the text, and
 * last the checked answer with its buttons.
 * @returns the answer.
 * @throws AppError of the terminal event
 */
export async function showAnswer(
  context: CommandContext,
  events: AsyncIterable<QueuedAnswerEvent>,
  options: ShowAnswerOptions,
): Promise<Answer> {
  const shown = new ShownAnswer(context, options);
  for await (const event of events) {
    if (event.type === 'answer-error') throw event.error;
    if ('answer' in event) {
      await context.reply.finish(finalView(event.answer, context, options));
      return event.answer;
    }
    context.reply.update(shown.after(event));
  }
  throw new AppError('internal', 'The answer ended without a last event.');
}

/** The view before anything has happened. */
export function searchingView(context: CommandContext, words: AnswerViewWords): ReplyView {
  return workingView(words.progress.searching, '', context, words);
}

type RunningEvent = Extract<
  QueuedAnswerEvent,
  { type: 'queue-move' | 'retrieval-end' | 'text-delta' }
>;

class ShownAnswer {
  readonly #context: CommandContext;
  readonly #words: AnswerViewWords;
  #text = '';

  constructor(context: CommandContext, { words }: ShowAnswerOptions) {
    this.#context = context;
    this.#words = words;
  }

  after(event: RunningEvent): ReplyView {
    const { progress } = this.#words;
    switch (event.type) {
      case 'queue-move': {
        const { position, estimateMs } = event;
        const seconds = estimateMs === null ? null : Math.ceil(estimateMs / 1_000);
        return this.#view(position === 0 ? progress.searching : progress.queued(position, seconds));
      }
      case 'retrieval-end': {
        const articles = new Set(event.passages.map(({ passage }) => passage.articleId));
        const heading = progress.found(event.passages.length, articles.size);
        return this.#view(heading, foundList(event.passages));
      }
      case 'text-delta':
        this.#text += event.text;
        return this.#view(progress.writing, this.#text);
    }
  }

  #view(heading: string, text = ''): ReplyView {
    return workingView(heading, text, this.#context, this.#words);
  }
}

function workingView(
  heading: string,
  text: string,
  context: CommandContext,
  words: AnswerViewWords,
): ReplyView {
  const stop: ReplyButton = {
    verb: STOP_VERB,
    subject: context.requestId,
    label: words.buttons.stop,
    style: 'danger',
  };
  const buttons = context.surface.buttons ? [stop] : [];
  return { tone: 'working', heading, text, citations: [], buttons };
}

function finalView(
  answer: Answer,
  context: CommandContext,
  { words, question }: ShowAnswerOptions,
): ReplyView {
  const headings = [
    ...(answer.reason === 'stopped' || answer.reason === 'answer-cut'
      ? [words.reason[answer.reason]]
      : []),
    ...(answer.note === undefined ? [] : [answer.note]),
    ...(isUnderstoodAnew(answer, question) ? [words.understoodAs(answer.question)] : []),
  ];
  return {
    tone: answer.mode === 'abstained' ? 'notice' : 'answer',
    ...(headings.length === 0 ? {} : { heading: headings.join(' ') }),
    text: answer.answer,
    // Passages carry their own headings; listing them again below would only repeat them.
    citations: answer.mode === 'generated' ? answer.citations : [],
    buttons: context.surface.buttons ? answerButtons(answer, words) : [],
  };
}

/**
 * Whether an answer is to a question that its asker has to be told. A part of what was asked is not
 * news, and a topic put before the question (`topic: question`) reads like no sentence.
 */
export function isUnderstoodAnew(answer: Answer, asked: string): boolean {
  const [shown, given] = [answer.question, asked].map((text) => text.normalize('NFC').trim());
  if (shown === undefined || given === undefined || given.includes(shown)) return false;
  return !shown.endsWith(`: ${given}`);
}

/** What can be done with an answer; nothing with a question that was none. */
export function answerButtons(answer: Answer, { buttons }: AnswerViewWords): ReplyButton[] {
  const subject = answer.id;
  const plain = (verb: string, label: string): ReplyButton => ({
    verb,
    subject,
    label,
    style: 'plain',
  });
  if (answer.mode === 'abstained') {
    if (answer.passages.length === 0) return [];
    return [plain('regenerate', buttons.regenerate), ...thumbs(plain, buttons)];
  }
  const other = answer.language === 'de' ? 'en' : 'de';
  return [
    { verb: 'sources', subject, label: buttons.sources, style: 'primary' },
    plain('ask-on', buttons.askOn),
    plain(`in-${other}`, buttons.otherLanguage[other]),
    plain('regenerate', buttons.regenerate),
    ...thumbs(plain, buttons),
  ];
}

function thumbs(
  plain: (verb: string, label: string) => ReplyButton,
  buttons: AnswerViewWords['buttons'],
): ReplyButton[] {
  return [plain('vote-up', buttons.up), plain('vote-down', buttons.down)];
}

/** The found passages, one line each, so that the reader has something before the first word. */
function foundList(passages: readonly RankedPassage[]): string {
  return passages.map(({ rank, passage }) => `[${rank}] ${shownTrail(passage)}`).join('\n');
}

/** The sources of an answer: each passage with article, section, quote and address. */
export function sourcesText(
  answer: Answer,
  addressOf: (url: string | null, quote: string) => string | null,
  alsoIn: (titles: readonly string[]) => string,
): string {
  const copies = new Map(
    answer.passages.map((ranked) => [copyKey(ranked.passage), ranked.alsoIn ?? []] as const),
  );
  const cited = answer.citations.map((citation) => ({ ...citation, mark: `[${citation.n}]` }));
  const found = answer.passages.map(({ passage, rank }) => ({
    ...passage,
    mark: `[${rank}]`,
    quote: passage.text,
  }));
  return (cited.length > 0 ? cited : found)
    .map(({ mark, articleId, title, section, quote, url }) => {
      const others = copies.get(copyKey({ articleId, section })) ?? [];
      const trail = shownTrail({ title, section });
      const address = addressOf(url, quote);
      return [
        `**${mark} ${trail.replaceAll('*', '')}**`,
        quoted(quote.replaceAll(UNVERIFIED_MARK, '')),
        ...(others.length === 0 ? [] : [alsoIn(others)]),
        ...(address === null ? [] : [`<${address}>`]),
      ].join('\n');
    })
    .join('\n\n');
}

function copyKey({ articleId, section }: { articleId: string; section: string }): string {
  return `${articleId}\n${section}`;
}

/** Longest quote that is shown. */
const MAX_QUOTE_CHARS = 600;

function quoted(text: string): string {
  const short = text.length > MAX_QUOTE_CHARS ? `${text.slice(0, MAX_QUOTE_CHARS)} …` : text;
  return short
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
}
