import type { Debate, DebatePoint, DebateSide } from '../../domain/debate.ts';
import type { ReplyView } from '../command.ts';
import {
  withPoll,
  type DebateLabels,
  type PollCounts,
  type PollWords,
  type StandingPoll,
} from './debate-poll.ts';
import { roundMarks } from '../../text/round-marks.ts';

/** What is said around a debate; `src/words/debate-words.ts` has it. */
export interface DebateViewWords extends PollWords {
  readonly reason: Readonly<Record<NonNullable<Debate['reason']>, string>>;
  title(topic: string): string;
  readonly stages: {
    readonly searching: string;
    /** Both sides are shown as rules alone sorted them. */
    readonly found: string;
    weighing(done: number, total: number): string;
  };
  readonly commonTitle: string;
  readonly openTitle: string;
  readonly balanceTitle: string;
  readonly noShared: string;
  nothingFor(name: string): string;
  balance(name: string, counts: { points: number; voices: number; articles: number }): string;
  readonly noVerdict: string;
  /** Where no model weighed anything. */
  readonly unweighed: string;
  readonly verbatimNote: string;
  /** In quotation marks; what is in another language than the debate says so. */
  quote(text: string, language: string): string;
}

/** Votes, and what stands beside them. */
export interface ShownPoll {
  /** Of the buttons. */
  readonly votes: PollCounts;
  readonly labels: DebateLabels;
  readonly standing: StandingPoll;
}

/**
 * A finished debate as one reply. A poll by buttons is its footer: a message of its own, so that a
 * vote changes that message and nothing of the debate.
 */
export function debateView(
  debate: Debate,
  words: DebateViewWords,
  poll: ShownPoll | null = null,
): ReplyView {
  const notes = debate.reason === null ? [] : [words.reason[debate.reason]];
  if (debate.mode === 'abstained') {
    return {
      tone: 'notice',
      text: abstainedText(debate, notes, words),
      citations: [],
      buttons: [],
    };
  }
  const view = {
    tone: 'answer',
    language: debate.language,
    ...(notes.length > 0 ? { heading: notes.join(' ') } : {}),
    text: debateText(debate, words),
    citations: debate.citations,
    buttons: [],
  } as const;
  if (poll === null) return view;
  // Where there is a button for the passages, a line for each article reads better on a phone.
  const shown = { ...view, text: `${view.text}\n\n${sourcesText(debate, poll)}`, citations: [] };
  const names = [debate.sides[0].name, debate.sides[1].name] as const;
  return withPoll(shown, { ...poll, poll: { id: debate.id, names, votes: poll.votes } }, words);
}

/** What a debate is about: nobody but its asker sees what was asked. */
export function titleLine(topic: string, words: DebateViewWords): string {
  return `**${words.title(topic)}**`;
}

function abstainedText(
  { topic, sides }: Debate,
  notes: readonly string[],
  words: DebateViewWords,
): string {
  const named =
    topic === '' ? sides.map(({ name }) => name).filter((name) => name !== '') : [topic];
  const title = named.length === 0 ? [] : [titleLine(named.join(' / '), words)];
  return [...title, notes.join(' ')].join('\n\n');
}

/** One line for each cited article, with its numbers. */
function sourcesText(debate: Debate, { labels }: ShownPoll): string {
  const byArticle = new Map<string, { readonly title: string; marks: string }>();
  for (const { n, articleId, title } of debate.citations) {
    const line = byArticle.get(articleId) ?? { title, marks: '' };
    byArticle.set(articleId, { title, marks: `${line.marks}[${n}]` });
  }
  const lines = [...byArticle.values()].map(({ title, marks }) => `- ${title} ${marks}`);
  return [`**${labels.sources}**`, ...lines].join('\n');
}

function debateText(debate: Debate, words: DebateViewWords): string {
  return [
    titleLine(debate.topic, words),
    ...debate.sides.map((side) => sideText(side, words)),
    sharedText(words.commonTitle, debate.common, words),
    sharedText(words.openTitle, debate.open, words),
    balanceText(debate, words),
  ].join('\n\n');
}

/** Name, position, and each point with who says it: one line a point. */
export function sideText({ name, position, points }: DebateSide, words: DebateViewWords): string {
  const lines = points.map((point) => pointLine(point, words));
  if (lines.length === 0) return `**${name}**\n${words.nothingFor(name)}`;
  return [`**${name}**`, ...(position === '' ? [] : [position]), ...lines].join('\n');
}

/** Who says it, and what; a quotation that begins with its speaker does not name them twice. */
function pointLine({ claim, who, n, language }: DebatePoint, words: DebateViewWords): string {
  const own = roundMarks(claim);
  const namesItself = who !== null && own.startsWith(who);
  const shown = namesItself ? `**${who}**${own.slice(who.length)}` : own;
  const lead = who === null || namesItself ? '' : `**${who}:** `;
  return `- ${lead}${words.quote(shown, language)} [${n}]`;
}

function sharedText(title: string, points: readonly DebatePoint[], words: DebateViewWords): string {
  const lines = points.map((point) => pointLine(point, words));
  return [`**${title}**`, ...(lines.length === 0 ? [words.noShared] : lines)].join('\n');
}

function balanceText(debate: Debate, words: DebateViewWords): string {
  const lines = debate.balance
    .filter(({ hasEvidence }) => hasEvidence)
    .map((side) => `- ${words.balance(side.name, side)}`);
  const notes = [
    ...(debate.mode === 'generated' ? [] : [words.unweighed]),
    words.noVerdict,
    words.verbatimNote,
  ];
  return [`**${words.balanceTitle}**`, ...lines, notes.join(' ')].join('\n');
}

/** Whether there is something to vote on: the corpus knows both sides. */
export function hasPoll({ mode, balance }: Debate): boolean {
  return mode !== 'abstained' && balance.every(({ hasEvidence }) => hasEvidence);
}
