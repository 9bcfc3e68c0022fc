import {
  SUBJECT,
  type Action,
  type Command,
  type CommandCall,
  type CommandContext,
  type Preparation,
} from '../src/application/command.ts';
import { refuseKeeper } from '../src/application/knowledge-access.ts';
import type { KnowledgeSpace } from '../src/application/reindex-desk.ts';
import type { Services } from '../src/application/services.ts';
import {
  followReindex,
  isWork,
  noticeView,
  previewView,
  progressView,
  REINDEX_VERBS,
  waitingView,
} from '../src/application/show-reindex.ts';
import { toAppError } from '../src/domain/errors.ts';
import { reindexWordsFor } from '../src/words/reindex-words.ts';
import { wordsFor } from '../src/words/words.ts';

type Run = (context: CommandContext, services: Services) => Promise<void>;

/** `/reindex [action]`: shows what would change, or does what is named at once. */
export const reindex: Command<Services> = {
  definition: {
    name: { de: 'reindexieren', en: 'reindex' },
    description: {
      de: 'Zeigt, was sich am Index ändern würde, und erneuert ihn',
      en: 'Shows what would change in the index, and renews it',
    },
    options: [
      {
        kind: 'choice',
        key: 'action',
        name: { de: 'aktion', en: 'action' },
        description: { de: 'Sofort tun, ohne Vorschau', en: 'Do it at once, without a preview' },
        choices: [
          { value: 'apply', label: { de: 'anwenden', en: 'apply' } },
          { value: 'stop', label: { de: 'anhalten', en: 'stop' } },
          { value: 'rollback', label: { de: 'zurückrollen', en: 'rollback' } },
          { value: 'serve', label: { de: 'freigeben', en: 'serve' } },
          { value: 'discard', label: { de: 'verwerfen', en: 'discard' } },
        ],
      },
    ],
  },
  isPrivate: () => true,
  run: (context, services) => runOf(context)(context, services),
  prepare: (call, services) => prepared(call, services, { run: runOf(call), inPlace: false }),
};

function runOf({ options }: CommandCall): Run {
  const runs: Readonly<Record<string, Run>> = { apply, stop, rollback: rollBack, serve, discard };
  return runs[String(options.get('action'))] ?? preview;
}

/** Below a preview: does it, or shows the one under way. */
export const reindexApply = action(REINDEX_VERBS.apply, apply);
/** Below a preview: forgets it. */
export const reindexCancel = action(
  REINDEX_VERBS.cancel,
  async ({ options, reply, language }, services) => {
    services.reindex.cancel(String(options.get(SUBJECT)));
    await reply.finish(noticeView(reindexWordsFor(language).cancelled));
  },
);
/** Below a running reindex: ends it, whoever of the moderators began it. */
export const reindexStop: Action<Services> = {
  verb: REINDEX_VERBS.stop,
  // The message itself is written by whoever follows the reindex there.
  prepare: (call, services) => prepared(call, services, { run: stop, inPlace: false }),
};
/** Below a result: back to the generation before. */
export const reindexRollback = action(REINDEX_VERBS.rollBack, rollBack);
/** Below a generation that was kept aside: it serves from now on. */
export const reindexServe = action(REINDEX_VERBS.serve, serve);
/** Below a generation that was kept aside: it goes. */
export const reindexDiscard = action(REINDEX_VERBS.discard, discard);

function action(verb: string, run: Run): Action<Services> {
  return {
    verb,
    prepare: (call, services) => {
      const isGone = verb === REINDEX_VERBS.apply && !isApplicable(call, services);
      const message = reindexWordsFor(call.language).previewGone;
      return prepared(call, services, { run, inPlace: true, ...(isGone ? { message } : {}) });
    },
  };
}

/** A preview of this very server; or another reindex runs, which is shown instead. */
function isApplicable({ options, guildId }: CommandCall, { reindex: desk }: Services): boolean {
  if (desk.running() !== null) return true;
  return desk.previewed(String(options.get(SUBJECT)))?.guildId === guildId;
}

interface Prepared {
  readonly run: Run;
  readonly inPlace: boolean;
  /** Refusal of somebody who might. */
  readonly message?: string;
}

/** Rights come first: nobody else learns anything. */
async function prepared(
  call: CommandCall,
  services: Services,
  { run, inPlace, message }: Prepared,
): Promise<Preparation> {
  const refusal = await refuseKeeper(call, services.settings);
  if (refusal !== null) return { ok: false, message: wordsFor(call.language).refusal[refusal] };
  if (message !== undefined) return { ok: false, message };
  return {
    ok: true,
    isPrivate: true,
    ...(inPlace ? { inPlace } : {}),
    run: (context) => run(context, services),
  };
}

async function preview(context: CommandContext, services: Services): Promise<void> {
  const { guildId, userId, signal, reply, language, place } = context;
  if (services.reindex.running() !== null) return apply(context, services);
  const words = reindexWordsFor(language);
  reply.update(waitingView(words.reading));
  const found = await services.reindex.preview({ guildId, userId, signal });
  const view = previewView(found, words);
  const hint = found.plans.some(isWork) ? `\n\n${words.howToApply}` : '';
  await reply.finish(
    place === undefined ? { ...view, text: `${view.text}${hint}`, buttons: [] } : view,
  );
}

async function apply(context: CommandContext, { reindex: desk }: Services): Promise<void> {
  const { guildId, userId, signal, language, reply, place } = context;
  const words = reindexWordsFor(language);
  const under = progressView(desk.running()?.last ?? null, words);
  reply.update(place === undefined ? { ...under, buttons: [] } : under);
  // Nobody else can see or stop what the operator began in a terminal.
  if (place === undefined) signal.addEventListener('abort', () => desk.stop(), { once: true });
  const events = desk.apply({ guildId, userId, signal });
  const subject = context.options.get(SUBJECT);
  if (typeof subject === 'string') desk.cancel(subject);
  await followReindex(context, events, words);
}

async function stop({ reply, language }: CommandContext, services: Services): Promise<void> {
  const words = reindexWordsFor(language);
  const text = services.reindex.stop() ? words.stopping : words.notRunning;
  await reply.finish(noticeView(text));
}

async function rollBack(context: CommandContext, { reindex: desk }: Services): Promise<void> {
  const words = reindexWordsFor(context.language);
  await sayWhat(context, words.nothingBefore, async () => {
    const { id, articles, passages } = await desk.rollBack(spaceOf(context), context.guildId);
    return words.rolledBack(id, articles, passages);
  });
}

async function serve(context: CommandContext, { reindex: desk }: Services): Promise<void> {
  const words = reindexWordsFor(context.language);
  await sayWhat(context, words.nothingAside, async () => {
    const { id, articles, passages } = await desk.serveAside(spaceOf(context), context.guildId);
    return words.served(id, articles, passages);
  });
}

async function discard(context: CommandContext, { reindex: desk }: Services): Promise<void> {
  await desk.discardAside(spaceOf(context), context.guildId);
  await context.reply.finish(noticeView(reindexWordsFor(context.language).discarded));
}

/** Says what was done, or that there was nothing to do it with. */
async function sayWhat(
  { reply }: CommandContext,
  missing: string,
  act: () => Promise<string>,
): Promise<void> {
  try {
    await reply.finish(noticeView(await act()));
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code !== 'index-missing') throw error;
    await reply.finish(noticeView(missing));
  }
}

/** Buttons name the space they stand for; the command means the shared one. */
function spaceOf({ options }: CommandCall): KnowledgeSpace {
  return options.get(SUBJECT) === 'server' ? 'server' : 'shared';
}
