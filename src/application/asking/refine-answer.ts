import type { Answer, Citation } from '../../domain/answer.ts';
import { splitSentences } from '../../text/sentences.ts';
import { contentStems, overlap } from '../../text/content-stems.ts';

/** Share of an answer's sentences that a shorter one keeps. */
const SHORT_SHARE = 0.4;
/** Passages of which a short answer without a model quotes a sentence. */
const SHORT_PASSAGES = 2;

/** The same answer, each statement an item of a list. Null when it is a list already, or one sentence. */
export function asList(answer: Answer): Answer | null {
  if (answer.mode === 'passages') return quoted(answer, answer.citations);
  const lines = answer.answer.split('\n').filter((line) => line.trim() !== '');
  const items = lines.flatMap((line) => (isBlock(line) ? [line] : sentencesOf(line)));
  if (items.length < 2 || lines.every(isBlock)) return null;
  return {
    ...answer,
    answer: items.map((item) => (isBlock(item) ? item : `- ${item}`)).join('\n'),
  };
}

/** The sentences that say most about the question, as they were. Null when there is but one. */
export function shortened(answer: Answer): Answer | null {
  if (answer.mode === 'passages') {
    return quoted(answer, answer.citations.slice(0, SHORT_PASSAGES));
  }
  const sentences = answer.answer
    .split('\n')
    .flatMap((line) => sentencesOf(withoutLead(line)))
    .map((text, at) => ({ text, at }));
  if (sentences.length < 2) return null;
  const asked = contentStems(answer.question);
  const worth = ({ text, at }: { text: string; at: number }): number =>
    overlap(asked, contentStems(text)) + (/\[\d+\]/u.test(text) ? 0.5 : 0) + (at === 0 ? 0.3 : 0);
  const best = [...sentences]
    .sort((a, b) => worth(b) - worth(a) || a.at - b.at)
    .slice(0, Math.max(1, Math.floor(sentences.length * SHORT_SHARE)))
    .sort((a, b) => a.at - b.at);
  const text = best.map((sentence) => sentence.text).join(' ');
  const citations = answer.citations.filter(({ n }) => text.includes(`[${n}]`));
  return { ...answer, answer: text, citations };
}

/** One sentence of each passage, word for word. */
function quoted(answer: Answer, citations: readonly Citation[]): Answer | null {
  if (citations.length === 0) return null;
  const items = citations.map(({ n, quote }) => `- ${quote.replace(/\s+/gu, ' ').trim()} [${n}]`);
  return { ...answer, answer: items.join('\n'), citations };
}

function isBlock(line: string): boolean {
  return /^\s*(?:[-*+>|#]|\d{1,2}[.)]\s)/u.test(line);
}

function withoutLead(line: string): string {
  return line.replace(/^\s{0,8}(?:[-*+]\s|>\s?|#{1,6}\s|\d{1,2}[.)]\s)/u, '');
}

function sentencesOf(line: string): string[] {
  return splitSentences(line).map((sentence) => sentence.trim());
}
