import type { Citation } from '../domain/answer.ts';
import { shownTrail, type RankedPassage } from '../domain/passage.ts';
import { splitSentences } from '../text/sentences.ts';
import { bestQuote } from './cite.ts';

/** Passages shown when no generated answer is. */
export const SHOWN_PASSAGES = 4;
/** Longest excerpt of one passage, in characters. */
const MAX_EXCERPT_CHARS = 480;

export interface PassageAnswer {
  readonly text: string;
  readonly citations: readonly Citation[];
}

/** The best passages as quotes with their numbers, the excerpt around what fits the question. */
export function passageAnswer(question: string, passages: readonly RankedPassage[]): PassageAnswer {
  const shown = passages.slice(0, SHOWN_PASSAGES);
  const citations = shown.map(({ passage }, at) => ({
    n: at + 1,
    articleId: passage.articleId,
    title: passage.title,
    section: passage.section,
    url: passage.url,
    quote: bestQuote(passage, question),
  }));
  const blocks = shown.map(({ passage }, at) => {
    const excerpt = inert(excerptAround(passage.text, citations[at]?.quote ?? ''));
    return `**[${at + 1}] ${shownTrail(passage)}**\n${excerpt
      .split('\n')
      .map((line) => `> ${line}`)
      .join('\n')}`;
  });
  return { text: blocks.join('\n\n'), citations };
}

/** A passage's own bracket numbers must not look like ours; `a[1]` in code is none. */
function inert(text: string): string {
  return text.replace(/(?<![\p{L}\p{N}_\]])(?:\[\d{1,3}\])+/gu, (marks) =>
    marks.replaceAll('[', '(').replaceAll(']', ')'),
  );
}

/** Whole sentences around the quote, as many as fit; an ellipsis where something is left out. */
function excerptAround(text: string, quote: string): string {
  if (text.length <= MAX_EXCERPT_CHARS) return text;
  const sentences = text.split('\n').flatMap((line) => splitSentences(`${line}\n`));
  let from = Math.max(
    0,
    sentences.findIndex((sentence) => sentence.trim() === quote),
  );
  let to = from + 1;
  let length = sentences[from]?.length ?? 0;
  for (;;) {
    const next = sentences[to];
    const previous = sentences[from - 1];
    if (next !== undefined && length + next.length <= MAX_EXCERPT_CHARS) {
      length += next.length;
      to += 1;
    } else if (previous !== undefined && length + previous.length <= MAX_EXCERPT_CHARS) {
      length += previous.length;
      from -= 1;
    } else break;
  }
  const whole = sentences.slice(from, to).join('').trim();
  const excerpt = whole
    .slice(0, MAX_EXCERPT_CHARS)
    .replace(/\p{Surrogate}$/u, '')
    .trimEnd();
  const isCut = to < sentences.length || excerpt.length < whole.length;
  return `${from > 0 ? '… ' : ''}${excerpt}${isCut ? ' …' : ''}`;
}
