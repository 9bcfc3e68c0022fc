import { throwIfAborted } from '../../domain/errors.ts';
import type { Language } from '../../domain/language.ts';
import type { Passage } from '../../domain/passage.ts';
import type { Clock, PassageIndex } from '../../domain/ports.ts';
import { searchInTime } from '../turns/typing-search.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';

/** Most suggestions at once. */
export const MAX_SUGGESTIONS = 10;
/** Passages that are looked at. */
const SEARCH_LIMIT = 40;

/** How a heading becomes a question; from `src/words`. */
export interface SuggestionWords {
  aboutArticle(title: string): string;
  aboutSection(title: string, section: string): string;
}

/** What has been typed so far; may be empty. */
export interface SuggestionInput {
  readonly text: string;
  readonly language: Language;
  /** Server whose own articles count as well; absent or null: the shared corpus alone. */
  readonly guildId?: string | null;
  /** Default `MAX_SUGGESTIONS`. */
  readonly limit?: number;
  /** Longest suggestion, in characters. */
  readonly maxChars: number;
  readonly signal?: AbortSignal;
}

/** Questions the corpus answers, the best first; empty when there is no index. Never throws. */
export type SuggestQuestions = (input: SuggestionInput) => Promise<readonly string[]>;

/** What suggesting needs from outside. */
export interface SuggestQuestionsParts {
  readonly knowledge: Knowledge;
  readonly clock: Clock;
  readonly words: (language: Language) => SuggestionWords;
}

/** Suggests from titles and headings, in the asker's language as far as there are any; no model. */
export function createSuggestQuestions(parts: SuggestQuestionsParts): SuggestQuestions {
  return (input) =>
    searchInTime((signal) => suggest(input, parts, signal), parts.clock, input.signal);
}

type Heading = Pick<Passage, 'title' | 'section' | 'language'>;

async function suggest(
  input: SuggestionInput,
  { knowledge, words }: SuggestQuestionsParts,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const lease = await knowledge.acquire(input.guildId ?? null);
  if (lease === null) return [];
  try {
    throwIfAborted(signal);
    const typed = input.text.trim();
    const articles = (await lease.index.articles()).map((article) => ({ ...article, section: '' }));
    const found = typed === '' ? [] : await search(typed, lease.index, signal);
    const titles = articles.filter(({ title }) => holdsAll(title, typed));
    const headings: readonly Heading[] = [...titles, ...found];
    const own = headings.filter(({ language }) => language === input.language);
    const foreign = headings.filter(({ language }) => language !== input.language);
    const questions = [...own, ...foreign].map((heading) =>
      questionOf(heading, words(input.language)),
    );
    const fitting = questions.filter((text) => text.length <= input.maxChars);
    return [...new Set(fitting)].slice(0, input.limit ?? MAX_SUGGESTIONS);
  } finally {
    lease.release();
  }
}

async function search(
  text: string,
  index: Pick<PassageIndex, 'search'>,
  signal: AbortSignal,
): Promise<readonly Heading[]> {
  const { keywordOrder, candidates } = await index.search({ text, limit: SEARCH_LIMIT, signal });
  const byId = new Map(candidates.map(({ passage }) => [passage.id, passage]));
  return keywordOrder.flatMap((id) => byId.get(id) ?? []);
}

function holdsAll(title: string, typed: string): boolean {
  const lower = title.toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/u)
    .every((word) => lower.includes(word));
}

/** A heading that is a question stays as it is. */
function questionOf({ title, section }: Heading, words: SuggestionWords): string {
  const heading = section.split(' > ').at(-1) ?? '';
  if (heading.endsWith('?')) return heading;
  return heading === '' ? words.aboutArticle(title) : words.aboutSection(title, heading);
}
