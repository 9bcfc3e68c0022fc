import type { Answer, Citation } from '../../domain/answer.ts';
import { AppError } from '../../domain/errors.ts';
import type { Language } from '../../domain/language.ts';
import { datedTrail, shownTrail, type RankedPassage } from '../../domain/passage.ts';
import { readableFormulas } from '../../text/readable-formulas.ts';
import type { CommandContext, ReplyButton, ReplyView } from '../command.ts';
import type { QueuedAnswerEvent } from '../turns/queued-answers.ts';
import { inOrderOfUse } from './numbered.ts';
import { restsOnMost } from './rests-on.ts';

/** Verb of the button that stops a running answer; its subject is the request's id. */
export const STOP_VERB = 'stop';

/** What is to be said of an answer in words. */
const RESERVATIONS = ['answer-cut', 'answer-unsure', 'answer-untranslated'] as const;
type Reservation = (typeof RESERVATIONS)[number];

function isReservation(reason: Answer['reason']): reason is Reservation {
  return RESERVATIONS.some((one) => one === reason);
}

/** What is said around an answer; `src/words` has it. */
export interface AnswerViewWords {
  readonly progress: {
    readonly searching: string;
    found(passages: number, articles: number): string;
    readonly writing: string;
    /** One of several parts is being read, counted from 1. */
    part(part: number, parts: number): string;
    /** `position` counted from 1. */
    queued(position: number): string;
  };
  readonly reason: Readonly<Record<'stopped' | Reservation, string>>;
  /** Heading of an answer that was stopped before anything was written. */
  readonly stoppedEarly: string;
  understoodAs(question: string): string;
  readonly buttons: {
    readonly stop: string;
    readonly sources: string;
    readonly regenerate: string;
    readonly otherLanguage: Readonly<Record<Language, string>>;
    readonly up: string;
    readonly down: string;
    readonly askOn: string;
    /** Of the menu with everything else. */
    readonly more: string;
    readonly openThread: string;
    readonly solved: string;
    readonly why: string;
  };
  /** The same words in another language. */
  inLanguage(language: Language): AnswerViewWords;
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
  { type: 'queue-move' | 'retrieval-end' | 'text-delta' | 'part-begin' }
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
        if (position === 0) return this.#view(progress.searching);
        const waiting = this.#view(progress.queued(position));
        return estimateMs === null ? waiting : { ...waiting, leftMs: estimateMs };
      }
      case 'retrieval-end': {
        const articles = new Set(event.passages.map(({ passage }) => passage.articleId));
        const heading = progress.found(event.passages.length, articles.size);
        return this.#view(heading, foundList(event.passages));
      }
      case 'part-begin':
        return this.#view(progress.part(event.part, event.parts), this.#text);
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
  return { tone: 'working', heading, text: readableFormulas(text), citations: [], buttons };
}

function finalView(
  answer: Answer,
  context: CommandContext,
  { words: callerWords, question }: ShowAnswerOptions,
): ReplyView {
  const words = callerWords.inLanguage(answer.language);
  const { answer: text, citations } = inOrderOfUse(answer);
  const isEarly = answer.reason === 'stopped' && text.trim() === '';
  const headings = [
    ...(answer.reason === 'stopped' ? [isEarly ? words.stoppedEarly : words.reason.stopped] : []),
    ...notesOf(answer, question, words),
  ];
  return {
    tone: answer.mode === 'abstained' ? 'notice' : 'answer',
    ...(headings.length === 0 ? {} : { heading: headings.join(' ') }),
    text: readableFormulas(answer.mode === 'generated' ? withGround(text, citations) : text),
    // Passages carry their own headings; listing them again below would only repeat them.
    citations: answer.mode === 'passages' ? [] : citations,
    language: answer.language,
    ...(context.surface.buttons && !isEarly ? answerButtons(answer, context, words) : NO_BUTTONS),
  };
}

/** An answer in words, and below it the sentence it rests on most. */
function withGround(text: string, citations: readonly Citation[]): string {
  const ground = restsOnMost(text, citations);
  return ground === null ? text : `${text}\n\n${ground}`;
}

/** What is to be said of an answer: that it may be none, what it leaves open, how its question was understood. */
export function notesOf(
  answer: Answer,
  question: string,
  words: Pick<AnswerViewWords, 'reason' | 'understoodAs'>,
): string[] {
  return [
    ...(isReservation(answer.reason) ? [words.reason[answer.reason]] : []),
    ...(answer.note === undefined ? [] : [answer.note]),
    ...(isUnderstoodAnew(answer, question) ? [words.understoodAs(answer.question)] : []),
  ];
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

type Buttons = Pick<ReplyView, 'buttons' | 'more'>;

const NO_BUTTONS: Buttons = { buttons: [] };

/**
 * What can be done with an answer; nothing with a question that was none. What people press most are
 * four buttons, the rest is in a menu.
 */
export function answerButtons(
  answer: Answer,
  context: Pick<CommandContext, 'place'>,
  { buttons }: AnswerViewWords,
): Buttons {
  const subject = answer.id;
  const plain = (verb: string, label: string): ReplyButton => ({
    verb,
    subject,
    label,
    style: 'plain',
  });
  const thumbs = [plain('vote-up', buttons.up), plain('vote-down', buttons.down)];
  if (answer.mode === 'abstained') {
    if (answer.passages.length === 0) return NO_BUTTONS;
    return {
      buttons: [plain('regenerate', buttons.regenerate), plain('why', buttons.why), ...thumbs],
    };
  }
  const other = answer.language === 'de' ? 'en' : 'de';
  const entries = [
    plain('regenerate', buttons.regenerate),
    // Passages are quoted as they are, whatever the language.
    ...(answer.mode === 'generated' ? [plain(`in-${other}`, buttons.otherLanguage[other])] : []),
    plain('why', buttons.why),
    ...(typeof context.place?.parentChannelId === 'string'
      ? [plain('solved', buttons.solved)]
      : []),
    ...(context.place?.openThread === undefined ? [] : [plain('thread', buttons.openThread)]),
  ];
  return {
    buttons: [
      { verb: 'sources', subject, label: buttons.sources, style: 'primary' },
      plain('ask-on', buttons.askOn),
      ...thumbs,
    ],
    more: { label: buttons.more, entries },
  };
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
  const { citations } = inOrderOfUse(answer);
  const cited = citations.map((citation) => ({ ...citation, mark: `[${citation.n}]` }));
  const found = answer.passages.map(({ passage, rank }) => ({
    ...passage,
    mark: `[${rank}]`,
    quote: passage.text,
  }));
  return (cited.length > 0 ? cited : found)
    .map(({ mark, articleId, title, section, quote, url, published }) => {
      const others = copies.get(copyKey({ articleId, section })) ?? [];
      const trail = datedTrail({ title, section, published }, answer.language);
      const address = addressOf(url, quote);
      return [
        `**${mark} ${trail.replaceAll('*', '')}**`,
        quoted(readableFormulas(quote)),
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
