import { throwIfAborted } from '../../domain/errors.ts';
import type { Language } from '../../domain/language.ts';
import type { Clock, ComparedPair, PassageIndex } from '../../domain/ports.ts';
import { searchInTime } from '../turns/typing-search.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';

/** Most topics or sides that are proposed at once. */
export const MAX_PROPOSED = 10;
/** Most generations whose pairs are kept in memory: the shared one and those of servers. */
const MAX_KEPT_GENERATIONS = 50;

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

/** Topics and sides that the corpus compares; empty without an index. Never throws. */
export type ProposeDebates = (input: ProposalInput) => Promise<readonly string[]>;

/** What proposing needs from outside. */
export interface ProposeDebatesParts {
  readonly knowledge: Knowledge;
  readonly clock: Clock;
  /** "A or B" in the reader's language. */
  readonly pairTitle: (language: Language, sideA: string, sideB: string) => string;
}

/** Proposes from the pairs of the index, which are read once: what is typed only filters them. */
export function createProposeDebates(parts: ProposeDebatesParts): ProposeDebates {
  const kept = new Map<string, Promise<readonly ComparedPair[]>>();
  const pairsOf = (index: PassageIndex): Promise<readonly ComparedPair[]> => {
    const { id } = index.describe();
    const known = kept.get(id);
    if (known !== undefined) return known;
    const pairs = index.pairs();
    kept.set(id, pairs);
    pairs.catch(() => kept.delete(id));
    for (const old of [...kept.keys()].slice(0, -MAX_KEPT_GENERATIONS)) kept.delete(old);
    return pairs;
  };
  return (input) =>
    searchInTime(
      async (signal) => {
        const lease = await parts.knowledge.acquire(input.guildId ?? null);
        if (lease === null) return [];
        try {
          throwIfAborted(signal);
          return fitting(await pairsOf(lease.index), input, parts);
        } finally {
          lease.release();
        }
      },
      parts.clock,
      input.signal,
    );
}

function fitting(
  pairs: readonly ComparedPair[],
  { text, field, language, against, maxChars }: ProposalInput,
  { pairTitle }: ProposeDebatesParts,
): readonly string[] {
  const typed = text.trim().toLowerCase();
  const holds = (name: string): boolean => name.toLowerCase().includes(typed);
  const other = against?.trim().toLowerCase() ?? '';
  const names =
    field === 'topic'
      ? pairs.map(({ names: [a, b] }) => pairTitle(language, a, b))
      : [
          ...pairs.filter((pair) => pair.names.some((name) => name.toLowerCase() === other)),
          ...pairs,
        ].flatMap((pair) => pair.names.filter((name) => name.toLowerCase() !== other));
  const shown = [...new Set(names)].filter((name) => holds(name) && name.length <= maxChars);
  return shown.slice(0, MAX_PROPOSED);
}
