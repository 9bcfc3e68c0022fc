import { shownTrail } from '../../domain/passage.ts';
import type { Debate, DebatePoint, DebateSide, SharedPoint } from '../../domain/debate.ts';
import type { ReplyView } from '../command.ts';
import { debateButtons, pollText, type PollCounts, type PollWords } from './debate-poll.ts';

/** Most numbers behind a point. */
const MAX_MARKS = 3;
/** Longest excerpt of a passage that is shown unsummed, in characters. */
const MAX_EXCERPT_CHARS = 220;

/** What is said around a debate; `src/words/debate-words.ts` has it. */
export interface DebateViewWords extends PollWords {
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
  /** In quotation marks; what is in another language than the debate says so. */
  quote(text: string, language: string): string;
}

/**
 * A finished debate as one reply; with votes, the poll is its footer: a message of its own, so that
 * a vote changes that message and nothing of the debate.
 */
export function debateView(
  debate: Debate,
  words: DebateViewWords,
  poll: { readonly votes: PollCounts; readonly sourcesLabel: string } | null = null,
): ReplyView {
  const notes = debate.reason === null ? [] : [words.reason[debate.reason]];
  if (debate.mode === 'abstained') {
    return { tone: 'notice', text: notes.join(' '), citations: [], buttons: [] };
  }
  const names = [debate.sides[0].name, debate.sides[1].name] as const;
  return {
    tone: 'answer',
    ...(notes.length > 0 ? { heading: notes.join(' ') } : {}),
    text: [debateText(debate, words), ...(poll === null ? [] : [sourcesText(debate, poll)])].join(
      '\n\n',
    ),
    // Where there is a button for the passages, a line for each article reads better on a phone.
    citations: poll === null ? debate.citations : [],
    ...(poll === null ? {} : { footer: pollText(names, poll.votes, words) }),
    buttons: poll === null ? [] : debateButtons({ id: debate.id, names }, words, poll.sourcesLabel),
  };
}

/** One line for each cited article, with its numbers. */
function sourcesText(debate: Debate, { sourcesLabel }: { readonly sourcesLabel: string }): string {
  const points = debate.sides.flatMap((side) => side.points);
  const isSummed = points.length > 0;
  const cited = new Set([
    ...points.flatMap(shownNumbers),
    ...[...debate.common, ...debate.open].map(({ n }) => n),
  ]);
  const byArticle = new Map<string, { readonly title: string; marks: string }>();
  for (const { n, articleId, title } of debate.citations) {
    if (isSummed && !cited.has(n)) continue;
    const line = byArticle.get(articleId) ?? { title, marks: '' };
    byArticle.set(articleId, { title, marks: `${line.marks}[${n}]` });
  }
  const lines = [...byArticle.values()].map(({ title, marks }) => `- ${title} ${marks}`);
  return [`**${sourcesLabel}**`, ...lines].join('\n');
}

/** The passage a point is taken from, and some more in which its person says so. */
function shownNumbers({ n, also }: DebatePoint): readonly number[] {
  return [n, ...also].slice(0, MAX_MARKS);
}

function debateText(debate: Debate, words: DebateViewWords): string {
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
  const marks = shownNumbers(point)
    .map((n) => `[${n}]`)
    .join('');
  return `${saidText(point, kind, words)} ${marks}`;
}

/** Who says it, and what; a quotation that begins with its speaker does not name them twice. */
function saidText(
  { claim, who, verbatim, language }: SharedPoint,
  kind: string,
  words: DebateViewWords,
): string {
  const namesItself = verbatim && who !== null && claim.startsWith(who);
  const shown = namesItself ? `**${who}**${claim.slice(who.length)}` : claim;
  const lead = [namesItself ? null : who, kind === '' ? null : kind]
    .filter((part) => part !== null)
    .join(', ');
  const text = verbatim ? words.quote(shown, language) : shown;
  return `${lead === '' ? '' : `**${lead}:** `}${text}`;
}

function sharedText(title: string, points: readonly SharedPoint[], words: DebateViewWords): string {
  const lines = points.map((point) => `- ${saidText(point, '', words)} [${point.n}]`);
  return [`**${title}**`, ...(lines.length === 0 ? [words.noShared] : lines)].join('\n');
}

/** One side's passages, unsummed. */
function passagesText(side: DebateSide, debate: Debate, words: DebateViewWords): string {
  if (side.passages.length === 0) return `**${side.name}**\n${words.nothingFor(side.name)}`;
  const lines = debate.citations
    .filter(({ n }) => side.passages.includes(n))
    .map(({ n, title, section, quote }) => {
      const trail = shownTrail(section === '' ? { title, section } : { title: '', section });
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
  const said = [...debate.sides.flatMap(({ points }) => points), ...debate.common, ...debate.open];
  const isQuoting = said.some(({ verbatim }) => verbatim);
  return [
    `**${words.balanceTitle}**`,
    ...lines.map((line) => `- ${line}`),
    `${words.noVerdict}${isQuoting ? ` ${words.verbatimNote}` : ''}`,
  ].join('\n');
}
