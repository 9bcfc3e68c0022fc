import type { ReplyButton, ReplyView } from '../command.ts';

/** Verbs of the buttons that vote for a side; their subject is the debate's id. */
export const VOTE_DEBATE_VERBS = ['vote-debate-a', 'vote-debate-b'] as const;

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

/** Labels of what stands beside the votes. */
export interface DebateLabels {
  readonly sources: string;
  readonly why: string;
}

/** What can be done with a debate of this id: look at its sources, vote, and ask how it came about. */
export function debateButtons(
  { id: subject, names }: Pick<Poll, 'id' | 'names'>,
  words: Pick<PollWords, 'poll'>,
  labels: DebateLabels,
): ReplyButton[] {
  const votes = names.map((name, at): ReplyButton => {
    const label = words.poll.vote(name);
    return { verb: VOTE_DEBATE_VERBS[at] ?? VOTE_DEBATE_VERBS[0], subject, label, style: 'plain' };
  });
  return [
    { verb: 'sources', subject, label: labels.sources, style: 'primary' },
    ...votes,
    { verb: 'why', subject, label: labels.why, style: 'plain' },
  ];
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
  const title = `**${words.poll.title}: ${words.pairTitle(...names)}?**`;
  return [title, ...lines, words.poll.total(total)].join('\n');
}
