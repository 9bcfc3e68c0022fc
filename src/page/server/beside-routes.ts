import type { Context, Hono } from 'hono';
import { usableAnswer } from '../../application/asking/answer-access.ts';
import type { Knowledge } from '../../application/knowledge/knowledge.ts';
import { refusedReader } from '../../application/members/knowledge-access.ts';
import type { Services } from '../../application/services.ts';
import type { CommandCall } from '../../application/command.ts';
import { statusLines } from '../../application/views/status-lines.ts';
import { shownTrail } from '../../domain/passage.ts';
import type { PassageIndex } from '../../domain/ports.ts';
import { wordsFor } from '../../words/words.ts';
import { pageCall } from '../channel/page-call.ts';
import type { PageChannel } from '../channel/page-channel.ts';
import type { Tally } from '../channel/tally.ts';
import type { CorpusMaps } from '../corpus/corpus-map.ts';
import { inspectionOf } from '../inspect/inspection.ts';
import { plainName, safeAddress } from '../message-nodes.ts';
import { MAX_TITLE_CHARS } from '../page-limits.ts';
import { PAGE_GUILD_ID } from '../page-members.ts';
import { doingOf } from './read-request.ts';

/** Passages of one article that are shown. */
const MAX_SHOWN_PASSAGES = 500;

/** What is beside the channel is read from. */
export interface BesideParts {
  readonly services: Pick<Services, 'answers' | 'settings' | 'reportStatus'>;
  readonly knowledge: Knowledge;
  readonly channel: PageChannel;
  readonly maps: CorpusMaps;
  readonly tally: Tally;
}

/** What stands behind an answer, what is known, and how things are. */
export function serveBeside(app: Hono, parts: BesideParts): void {
  app.get('/api/inspect', (context) =>
    asReader(context, parts, async (call) => {
      const { services } = parts;
      const stored = await usableAnswer(context.req.query('id'), call, services.answers);
      return stored === null ? null : inspectionOf(stored.answer, call.language);
    }),
  );
  app.get('/api/corpus', (context) =>
    asReader(context, parts, () =>
      withIndex(parts, async (index) => ({
        articles: (await index.articles()).map(({ id, title, language, url }) => ({
          ...{ id, language },
          title: plainName(title, MAX_TITLE_CHARS),
          href: safeAddress(url ?? ''),
        })),
        passages: index.describe().passages,
      })),
    ),
  );
  app.get('/api/article', (context) =>
    asReader(context, parts, () =>
      withIndex(parts, async (index) => {
        const passages = await index.passagesOf(context.req.query('id') ?? '');
        const [first] = passages;
        if (first === undefined) return null;
        return {
          ...{ id: first.articleId, title: plainName(first.title, MAX_TITLE_CHARS) },
          href: safeAddress(first.url ?? ''),
          passages: passages.slice(0, MAX_SHOWN_PASSAGES).map(({ id, section, text }) => ({
            ...{ id, text },
            section: plainName(shownTrail({ title: '', section }), MAX_TITLE_CHARS),
          })),
        };
      }),
    ),
  );
  app.get('/api/map', (context) =>
    asReader(context, parts, () => withIndex(parts, (index) => parts.maps.of(index))),
  );
  app.get('/api/state', (context) =>
    asReader(context, parts, async ({ language }) => ({
      lines: statusLines(
        await parts.services.reportStatus(PAGE_GUILD_ID),
        wordsFor(language).status,
      ),
      tally: parts.tally.read(),
    })),
  );
}

/** Null is what is not there, or not the member's to see: the same for both. */
async function asReader(
  context: Context,
  { channel, services }: BesideParts,
  read: (call: CommandCall) => Promise<object | null>,
): Promise<Response> {
  const doing = doingOf(context.req.query(), channel);
  if (doing === null) return context.text('Nobody of that name.', 400);
  const call = pageCall(doing, channel);
  const refused = await refusedReader(call, services.settings, wordsFor(call.language).refusal);
  const found = refused === null ? await read(call) : null;
  return found === null ? context.text('There is no such thing.', 404) : context.json(found);
}

async function withIndex<T>(
  { knowledge }: BesideParts,
  use: (index: PassageIndex) => Promise<T>,
): Promise<T | null> {
  const lease = await knowledge.acquire(PAGE_GUILD_ID);
  if (lease === null) return null;
  try {
    return await use(lease.index);
  } finally {
    lease.release();
  }
}
