import { MAX_PASSAGES_PER_ARTICLE } from '../../answering/chain.ts';
import { RECALL_PASSAGES, type GoldenItem } from '../../application/reindexing/golden-gate.ts';
import type { IndexLease } from '../../application/knowledge/knowledge.ts';
import { toAppError } from '../../domain/errors.ts';
import { loadGoldenItems } from '../../golden/golden-items.ts';
import { doctorWords } from '../../words/doctor-words.ts';
import type { Runtime } from '../runtime.ts';
import type { Check, Judged } from './finding.ts';

type Known = Pick<Runtime, 'config' | 'cria' | 'clock'>;

/** Questions that are asked, spread evenly over all of them. */
const ASKED = 30;
/** After so long no further one is asked, in milliseconds. */
const ASKING_MS = 8_000;
/** Share that is to be found. */
const LEAST_FOUND = 0.6;

/** Whether there are golden questions about these articles, and whether they find them. */
export function checkGolden(known: Known): Check {
  const { config, cria } = known;
  const { goldenQuestions: file } = config;
  return {
    name: 'golden',
    async run(signal) {
      if (file === 'off') return [['note', doctorWords.goldenOff()]];
      let items: readonly GoldenItem[];
      try {
        items = await loadGoldenItems(file);
      } catch (thrown) {
        return [['error', doctorWords.goldenFault(toAppError(thrown).message)]];
      }
      const lease = cria.knowledge.acquire();
      if (lease === null) return [];
      try {
        const ids = new Set((await lease.index.articles()).map(({ id }) => id));
        const about = items.filter(({ articles }) => articles.some((id) => ids.has(id)));
        if (about.length === 0) return [['note', doctorWords.goldenStrange(file)]];
        return [judge(await ask(spread(about), lease, { ...known, signal }))];
      } finally {
        lease.release();
      }
    },
  };
}

interface Asked {
  readonly asked: number;
  readonly right: number;
}

async function ask(
  items: readonly GoldenItem[],
  { index, usableEmbedder }: IndexLease,
  { cria, clock, signal }: Known & { readonly signal: AbortSignal },
): Promise<Asked> {
  const untilMs = clock.elapsed() + ASKING_MS;
  let [asked, right] = [0, 0];
  for (const { question, articles } of items) {
    const { ranked } = await cria.retrieve({
      ...{ question, index, signal, embedder: usableEmbedder() },
      limit: RECALL_PASSAGES,
      perArticle: MAX_PASSAGES_PER_ARTICLE,
    });
    asked += 1;
    if (ranked.some(({ passage }) => articles.includes(passage.articleId))) right += 1;
    if (clock.elapsed() >= untilMs) break;
  }
  return { asked, right };
}

function judge({ asked, right }: Asked): Judged {
  return right < asked * LEAST_FOUND
    ? ['warning', doctorWords.goldenFew(right, asked)]
    : ['ok', doctorWords.golden(right, asked)];
}

function spread(items: readonly GoldenItem[]): readonly GoldenItem[] {
  const step = Math.max(1, items.length / ASKED);
  const count = Math.min(items.length, ASKED);
  return Array.from({ length: count }, (_, at) => items[Math.floor(at * step)]).filter(
    (item) => item !== undefined,
  );
}
