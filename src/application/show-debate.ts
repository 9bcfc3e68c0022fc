import type {
  Debate,
  DebateEvent,
  DebatePoint,
  DebateSide,
  SharedPoint,
} from '../domain/debate.ts';
import { AppError } from '../domain/errors.ts';
import type { CommandContext, ReplyButton, ReplyView } from './command.ts';
import type { QueueEvent } from './queued-answers.ts';
import { STOP_VERB } from './show-answer.ts';

/** Verbs of the buttons that vote for a side; their subject is the debate's id. */
export const VOTE_DEBATE_VERBS = ['vote-debate-a', 'vote-debate-b'] as const;

/** Widest bar of the poll, in characters. */
const BAR_CHARS = 10;
/** Longest excerpt of a passage that is shown unsummed, in characters. */
const MAX_EXCERPT_CHARS = 220;

/** What is said around a debate; `src/words/debate-words.ts` has it. */
export interface DebateViewWords {
  readonly reason: Readonly<Record<NonNullable<Debate['reason']>, string>>;
  title(topic: string): string;
  readonly stages: {
    readonly searching: string;
    found(sideA: string, sideB: string, passages: number, articles: number): string;
    side(name: string): string;
    readonly common: string;
  };
  readonly commonTitle: string;
  readonly openTitle: string;
  readonly balanceTitle: string;
  readonly kind: Readonly<Record<DebatePoint['kind'], string>>;
  readonly noShared: string;
  nothingFor(name: string): string;
  balance(name: string, counts: { points: number; voices: number; articles: number }): string;
  passages(name: string, count: number, articles: number): string;
  readonly noVerdict: string;
  readonly verbatimNote: string;
  quote(text: string): string;
  readonly poll: {
    readonly title: string;
    votes(count: number): string;
    vote(name: string): string;
  };
}

/** Votes for side A and side B. */
export type PollCounts = readonly [number, number];

/** What is shown while a debate comes to be; keeps the sides that are done. */
export class DebateProgress {
  readonly #words: DebateViewWords;
  readonly #buttons: readonly ReplyButton[];
  #names: readonly [string, string] = ['', ''];
  #topic = '';
  readonly #blocks: string[] = [];

  constructor(words: DebateViewWords, buttons: readonly ReplyButton[] = []) {
    this.#words = words;
    this.#buttons = buttons;
  }

  /** Before anything was found. */
  get first(): ReplyView {
    return this.#view(this.#words.stages.searching);
  }

  /** The view after an event; null for a terminal one. */
  after(event: DebateEvent): ReplyView | null {
    const { stages } = this.#words;
    switch (event.type) {
      case 'evidence-found': {
        this.#names = event.names;
        this.#topic = event.topic;
        const [a, b] = event.balance;
        const [one, other] = event.names;
        const passages = a.passages + b.passages;
        return this.#view(stages.found(one, other, passages, a.articles + b.articles));
      }
      case 'side-a':
        this.#blocks.push(sideText(event.side, this.#words));
        return this.#view(stages.side(this.#names[1]));
      case 'side-b':
        this.#blocks.push(sideText(event.side, this.#words));
        return this.#view(stages.common);
      case 'common-ground':
        return this.#view(stages.common);
      case 'debate-end':
      case 'debate-abstain':
      case 'debate-error':
        return null;
    }
  }

  #view(heading: string): ReplyView {
    const title = this.#topic === '' ? [] : [`**${this.#words.title(this.#topic)}**`];
    const text = [...title, ...this.#blocks].join('\n\n');
    return { tone: 'working', heading, text, citations: [], buttons: this.#buttons };
  }
}

/** How a debate is shown while it comes to be. */
export interface ShowDebateOptions {
  readonly words: DebateViewWords;
  readonly stopLabel: string;
  /** Where it stands in the queue; `seconds` null before anything was measured. */
  readonly queued: (position: number, seconds: number | null) => string;
  /** The last view; stores the debate first, so that its buttons work at once. */
  readonly finished: (debate: Debate) => Promise<ReplyView>;
}

/**
 * Shows a debate as it comes to be, and last the finished one.
 * @returns the debate
 * @throws AppError of the terminal event
 */
export async function showDebate(
  context: CommandContext,
  events: AsyncIterable<DebateEvent | QueueEvent>,
  options: ShowDebateOptions,
): Promise<Debate> {
  const { words, stopLabel } = options;
  const stop: ReplyButton = {
    verb: STOP_VERB,
    subject: context.requestId,
    label: stopLabel,
    style: 'danger',
  };
  const progress = new DebateProgress(words, context.place === undefined ? [] : [stop]);
  context.reply.update(progress.first);
  for await (const event of events) {
    if (event.type === 'debate-error') throw event.error;
    if ('debate' in event) {
      await context.reply.finish(await options.finished(event.debate));
      return event.debate;
    }
    if (event.type === 'queue-move') {
      const seconds = event.estimateMs === null ? null : Math.ceil(event.estimateMs / 1_000);
      const heading = options.queued(event.position, seconds);
      context.reply.update({ ...progress.first, heading });
      continue;
    }
    const view = progress.after(event);
    if (view !== null) context.reply.update(view);
  }
  throw new AppError('internal', 'The debate ended without a last event.');
}

/** What can be done with a finished debate: look at its sources, and vote. */
export function debateButtons(
  debate: Debate,
  words: DebateViewWords,
  sourcesLabel: string,
): ReplyButton[] {
  if (debate.mode === 'abstained') return [];
  const subject = debate.id;
  const votes = debate.sides.map(({ name }, at): ReplyButton => {
    const label = words.poll.vote(name);
    return { verb: VOTE_DEBATE_VERBS[at] ?? VOTE_DEBATE_VERBS[0], subject, label, style: 'plain' };
  });
  return [{ verb: 'sources', subject, label: sourcesLabel, style: 'primary' }, ...votes];
}

/** A finished debate as one reply. */
export function debateView(
  debate: Debate,
  words: DebateViewWords,
  options: {
    readonly buttons?: readonly ReplyButton[];
    readonly votes?: PollCounts | null;
  } = {},
): ReplyView {
  const isHeld = debate.mode !== 'abstained';
  const notes = debate.reason === null ? [] : [words.reason[debate.reason]];
  return {
    tone: isHeld ? 'answer' : 'notice',
    ...(isHeld && notes.length > 0 ? { heading: notes.join(' ') } : {}),
    text: isHeld ? debateText(debate, words, options.votes ?? null) : notes.join(' '),
    citations: isHeld ? debate.citations : [],
    buttons: isHeld ? (options.buttons ?? []) : [],
  };
}

function debateText(debate: Debate, words: DebateViewWords, votes: PollCounts | null): string {
  const hasPoints = debate.sides.some(({ points }) => points.length > 0);
  const blocks = [
    `**${words.title(debate.topic)}**`,
    ...debate.sides.map((side) =>
      hasPoints ? sideText(side, words) : passagesText(side, debate, words),
    ),
    ...(hasPoints
      ? [
          sharedText(words.commonTitle, debate.common, words),
          sharedText(words.openTitle, debate.open, words),
        ]
      : []),
    balanceText(debate, words, hasPoints),
    ...(votes === null
      ? []
      : [pollText([debate.sides[0].name, debate.sides[1].name], votes, words)]),
  ];
  return blocks.join('\n\n');
}

/** Name, position, and each point with who says it: one line a point. */
export function sideText(side: DebateSide, words: DebateViewWords): string {
  if (side.passages.length === 0) return `**${side.name}**\n${words.nothingFor(side.name)}`;
  const lines = side.points.map((point) => `- ${pointText(point, words)}`);
  return [`**${side.name}**`, ...(side.position === '' ? [] : [side.position]), ...lines].join(
    '\n',
  );
}

function pointText(point: DebatePoint, words: DebateViewWords): string {
  const kind = words.kind[point.kind];
  const lead = [point.who, kind === '' ? null : kind].filter((part) => part !== null).join(', ');
  const marks = [point.n, ...point.also].map((n) => `[${n}]`).join('');
  const claim = point.verbatim ? words.quote(point.claim) : point.claim;
  return `${lead === '' ? '' : `**${lead}:** `}${claim} ${marks}`;
}

function sharedText(title: string, points: readonly SharedPoint[], words: DebateViewWords): string {
  const lines = points.map(
    ({ claim, n, verbatim }) => `- ${verbatim ? words.quote(claim) : claim} [${n}]`,
  );
  return [`**${title}**`, ...(lines.length === 0 ? [words.noShared] : lines)].join('\n');
}

/** One side's passages, unsummed. */
function passagesText(side: DebateSide, debate: Debate, words: DebateViewWords): string {
  if (side.passages.length === 0) return `**${side.name}**\n${words.nothingFor(side.name)}`;
  const lines = debate.citations
    .filter(({ n }) => side.passages.includes(n))
    .map(({ n, title, section, quote }) => {
      const trail = section === '' ? title : section.replaceAll(' > ', ' › ');
      return `- **${trail}** [${n}]: ${clipped(quote)}`;
    });
  return [`**${side.name}**`, ...lines].join('\n');
}

function clipped(text: string): string {
  if (text.length <= MAX_EXCERPT_CHARS) return text;
  return `${text
    .slice(0, MAX_EXCERPT_CHARS)
    .replace(/\p{Surrogate}$/u, '')
    .trimEnd()} …`;
}

function balanceText(debate: Debate, words: DebateViewWords, hasPoints: boolean): string {
  const lines = debate.balance
    .filter(({ hasEvidence }) => hasEvidence)
    .map((side) =>
      hasPoints
        ? words.balance(side.name, side)
        : words.passages(side.name, side.passages, side.articles),
    );
  const isQuoting = debate.sides.some(({ points }) => points.some(({ verbatim }) => verbatim));
  return [
    `**${words.balanceTitle}**`,
    `${lines.join(' · ')}.`,
    `${words.noVerdict}${isQuoting ? ` ${words.verbatimNote}` : ''}`,
  ].join('\n');
}

/** The bar chart of a poll: one line a side. */
export function pollText(
  names: readonly [string, string],
  votes: PollCounts,
  words: Pick<DebateViewWords, 'poll'>,
): string {
  const most = Math.max(1, ...votes);
  const lines = names.map((name, at) => {
    const count = votes[at] ?? 0;
    const filled = Math.round((count / most) * BAR_CHARS);
    const bar = '█'.repeat(filled) + '░'.repeat(BAR_CHARS - filled);
    return `${bar} ${name}: ${words.poll.votes(count)}`;
  });
  return [`**${words.poll.title}**`, ...lines].join('\n');
}
