import { throwIfAborted } from '../../domain/errors.ts';
import type { Language } from '../../domain/language.ts';
import type { Clock, Embedder, PassageIndex } from '../../domain/ports.ts';
import { searchInTime } from '../turns/typing-search.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';

/** Most pairs that are proposed at once. */
export const MAX_PROPOSED_PAIRS = 10;
/** Most pairs that are looked at. */
const MAX_SEARCHED_PAIRS = 50;

/** Two sides the corpus covers. */
export interface ProposedPair {
  readonly sideA: string;
  readonly sideB: string;
}

/** Finds pairs in a generation; see `src/answering/debate/find-pairs.ts`. */
export type FindPairs = (request: {
  readonly text: string;
  readonly index: PassageIndex;
  readonly embedder: Embedder | null;
  readonly limit: number;
  readonly signal?: AbortSignal;
}) => Promise<readonly ProposedPair[]>;

/** What has been typed into which field. */
export interface ProposalInput {
  readonly text: string;
  readonly field: 'topic' | 'side';
  readonly language: Language;
  /** Server whose own articles count as well; absent or null: the shared corpus alone. */
  readonly guildId?: string | null;
  /** The other side, where it is chosen already. */
  readonly against?: string;
  /** Longest proposal, in characters. */
  readonly maxChars: number;
  readonly signal?: AbortSignal;
}

/** Topics, pairs and sides that the corpus really covers; empty without an index. Never throws. */
export type ProposeDebates = (input: ProposalInput) => Promise<readonly string[]>;

/** What proposing needs from outside. */
export interface ProposeDebatesParts {
  readonly knowledge: Knowledge;
  readonly findPairs: FindPairs;
  readonly clock: Clock;
  /** "A or B" in the reader's language. */
  readonly pairTitle: (language: Language, sideA: string, sideB: string) => string;
}

/** Proposes by keywords alone, so that no model is asked while somebody types. */
export function createProposeDebates(parts: ProposeDebatesParts): ProposeDebates {
  return (input) =>
    searchInTime((signal) => propose(input, parts, signal), parts.clock, input.signal);
}

async function propose(
  { text, field, language, guildId, against, maxChars }: ProposalInput,
  { knowledge, findPairs, pairTitle }: ProposeDebatesParts,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const lease = await knowledge.acquire(guildId ?? null);
  if (lease === null) return [];
  try {
    throwIfAborted(signal);
    const { index } = lease;
    const typed = text.trim();
    const wanted = against === undefined ? typed : `${typed} ${against}`;
    const search = (query: string) =>
      findPairs({ text: query, index, embedder: null, limit: MAX_SEARCHED_PAIRS, signal });
    const all = await search('');
    const found = wanted === '' ? [] : await search(wanted);
    const title = ({ sideA, sideB }: ProposedPair): string => pairTitle(language, sideA, sideB);
    const begun = all.filter((pair) => holds(title(pair), typed));
    const pairs = [...begun, ...found];
    const names =
      field === 'topic'
        ? pairs.map(title)
        : pairs
            .flatMap(({ sideA, sideB }) => [sideA, sideB])
            .filter((name) => against === undefined || !holds(against, name))
            .filter((name) => holds(name, typed));
    const fitting = [...new Set(names)].filter((name) => name.length <= maxChars);
    return fitting.slice(0, MAX_PROPOSED_PAIRS);
  } finally {
    lease.release();
  }
}

function holds(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}
