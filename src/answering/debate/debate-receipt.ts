import type { DebateSorting, Receipt } from '../../domain/receipt.ts';
import type { ChatModel } from '../../domain/ports.ts';
import { optionsOf } from '../receipt.ts';
import type { Chosen, Weighed } from './choose.ts';
import type { Gathered } from './gather.ts';

/** What a debate came of. */
interface DebateOutcome {
  readonly gathered: Gathered;
  /** As rules sorted them. */
  readonly weighed: readonly Weighed[];
  readonly chosen: Chosen;
  /** Null: no model sorted. */
  readonly sorting: DebateSorting | null;
  /** The model that did. */
  readonly chat: ChatModel | null;
  /** Version of Cria. */
  readonly code: string;
}

/** Bounded: counts and names alone; the points are in the debate itself. */
export function debateReceipt(outcome: DebateOutcome): Receipt {
  const { gathered, weighed, chosen, sorting, chat, code } = outcome;
  const standing = (side: 0 | 1): number => weighed.filter(({ stand }) => stand === side).length;
  return {
    ...{ chance: null, prompt: null, leftOut: [], leftOutMore: 0 },
    statements: gathered.statements.length,
    made: { code, model: sorting === null || chat === null ? null : optionsOf(chat) },
    debate: {
      names: gathered.pair.names,
      articles: new Set(gathered.statements.map(({ passage }) => passage.articleId)).size,
      about: weighed.length,
      byRules: [standing(0), standing(1)],
      sorting,
      shown: [...chosen.sides, chosen.common, chosen.open].flat().length,
    },
  };
}
