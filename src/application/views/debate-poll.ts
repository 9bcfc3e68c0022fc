import type { Language } from '../../domain/language.ts';
import { shownDay } from '../../domain/passage.ts';
import type { ReplyButton, ReplyView } from '../command.ts';

/** Verbs of the buttons that vote for a side; their subject is the debate's id. */
export const VOTE_DEBATE_VERBS = ['vote-debate-a', 'vote-debate-b'] as const;

/** How long a poll that the surface counts by itself is open, in hours: a week. */
export const POLL_HOURS = 168;

/** Widest bar of the poll, in characters. */
const BAR_CHARS = 10;

/** What a poll says. */
export interface PollWords {
  pairTitle(sideA: string, sideB: string): string;
  readonly poll: {
    readonly title: string;
    votes(count: number): string;
    total(count: number): string;
    vote(name: string): string;
    /** Where there is one already: its address. */
    open(link: string): string;
    /** How the one before ended. */
    last(day: string, results: readonly string[]): string;
  };
}

/** Votes for side A and side B. */
export type PollCounts = readonly [number, number];

/** A poll as its message shows it. */
export interface Poll {
  /** Id of the debate. */
  readonly id: string;
  readonly names: readonly [string, string];
  readonly votes: PollCounts;
}

/** How the poll before ended. */
export interface PastPoll {
  readonly votes: PollCounts;
  /** Milliseconds since the epoch. */
  readonly endedAtMs: number;
}

/** What there is of polls that the surface counts by itself, on one pair in one place. */
export interface StandingPoll {
  /** Address of the one that is open; null when none is. */
  readonly open: string | null;
  readonly last: PastPoll | null;
  /** Whether one may be opened. */
  readonly mayOpen: boolean;
  /** The pair in the order such a poll lists it, whichever side was named first. */
  readonly answers: readonly [string, string];
}

/** Labels of what stands beside the votes. */
export interface DebateLabels {
  readonly sources: string;
  readonly why: string;
}

/** What can be done with a debate of this id: look at its sources, vote, and ask how it came about. */
function debateButtons(
  { id, names }: Pick<Poll, 'id' | 'names'>,
  words: Pick<PollWords, 'poll'>,
  labels: DebateLabels,
): ReplyButton[] {
  const [sources, why] = idleButtons(id, labels);
  const votes = names.map((name, at): ReplyButton => {
    const label = words.poll.vote(name);
    const verb = VOTE_DEBATE_VERBS[at] ?? VOTE_DEBATE_VERBS[0];
    return { verb, subject: id, label, style: 'plain' };
  });
  return [sources, ...votes, why];
}

/** Those of a debate that is voted on elsewhere. */
function idleButtons(subject: string, labels: DebateLabels): [ReplyButton, ReplyButton] {
  return [
    { verb: 'sources', subject, label: labels.sources, style: 'primary' },
    { verb: 'why', subject, label: labels.why, style: 'plain' },
  ];
}

/**
 * A debate with what readers vote with: the poll that is open already, a new one that the surface
 * counts by itself, or buttons and bars.
 */
export function withPoll(
  debate: ReplyView & { readonly language: Language },
  { poll, standing, labels }: { poll: Poll; standing: StandingPoll; labels: DebateLabels },
  words: PollWords,
): ReplyView {
  const { id, names, votes } = poll;
  const below = (more: string): string => `${debate.text}\n\n${pollTitle(names, words)}\n${more}`;
  const idle = idleButtons(id, labels);
  if (standing.open !== null) {
    return { ...debate, text: below(words.poll.open(standing.open)), buttons: idle };
  }
  const { last } = standing;
  const text = last === null ? debate.text : below(lastText(names, last, { words, ...debate }));
  const footer = pollText(names, votes, words);
  const bars = { ...debate, text, footer, buttons: debateButtons(poll, words, labels) };
  if (!standing.mayOpen) return bars;
  const question = `${words.pairTitle(...names)}?`;
  const { answers } = standing;
  const own = { question, answers, hours: POLL_HOURS, otherwise: bars };
  return { ...debate, text, buttons: idle, poll: own };
}

function lastText(
  names: Poll['names'],
  { votes, endedAtMs }: PastPoll,
  { words, language }: { readonly words: PollWords; readonly language: Language },
): string {
  const day = shownDay(new Date(endedAtMs).toISOString(), language) ?? '';
  const results = names.map((name, at) => `${name}: ${words.poll.votes(votes[at] ?? 0)}`);
  return words.poll.last(day, results);
}

/** The poll alone, as it stands below a debate: what a vote puts in its place. */
export function pollView(poll: Poll, words: PollWords, labels: DebateLabels): ReplyView {
  return {
    tone: 'answer',
    text: pollText(poll.names, poll.votes, words),
    citations: [],
    buttons: debateButtons(poll, words, labels),
  };
}

/** The bar chart of a poll, one line a side as its share, and how many have voted. */
export function pollText(
  names: readonly [string, string],
  votes: PollCounts,
  words: PollWords,
): string {
  const total = votes[0] + votes[1];
  const lines = names.map((name, at) => {
    const count = votes[at] ?? 0;
    const filled = Math.round((count / Math.max(1, total)) * BAR_CHARS);
    const bar = '█'.repeat(filled) + '░'.repeat(BAR_CHARS - filled);
    return `${bar} ${name}: ${words.poll.votes(count)}`;
  });
  return [pollTitle(names, words), ...lines, words.poll.total(total)].join('\n');
}

function pollTitle(names: Poll['names'], words: PollWords): string {
  return `**${words.poll.title}: ${words.pairTitle(...names)}?**`;
}
