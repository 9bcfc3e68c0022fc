import {
  SUBJECT,
  type Action,
  type Command,
  type CommandCall,
  type CommandContext,
  type Preparation,
} from '../src/application/command.ts';
import { followReindex, progressView } from '../src/application/views/follow-reindex.ts';
import { refusedKeeper } from '../src/application/members/knowledge-access.ts';
import { isWork } from '../src/application/reindexing/plan-work.ts';
import {
  parseSwapSubject,
  REINDEX_VERBS,
  type SwapSubject,
} from '../src/application/views/reindex-buttons.ts';
import type { ReindexPreview } from '../src/application/reindexing/reindex-desk.ts';
import type { KnowledgeSpace } from '../src/application/knowledge/knowledge.ts';
import type { Services } from '../src/application/services.ts';
import { noticeView, waitingView } from '../src/application/views/plain-view.ts';
import { previewView } from '../src/application/views/show-reindex.ts';
import { toAppError } from '../src/domain/errors.ts';
import { reindexWordsFor, type ReindexWords } from '../src/words/reindex-words.ts';
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
  prepare: (call, services) => {
    const isSwap = SWAPS.has(String(call.options.get('action')));
    const refusal = isSwap ? keptByOperator(call, services) : null;
    return prepared(call, services, { run: runOf(call), inPlace: false, refusal });
  },
};

/** Actions that are about the shared articles alone. */
const SWAPS: ReadonlySet<string> = new Set(['rollback', 'serve', 'discard']);

function runOf({ options }: CommandCall): Run {
  const runs: Readonly<Record<string, Run>> = { apply, stop, rollback: rollBack, serve, discard };
  return runs[String(options.get('action'))] ?? preview;
}

/** Below a preview: does it, or shows the one under way. */
export const reindexApply = action(REINDEX_VERBS.apply, apply, (call, services) =>
  isApplicable(call, services) ? null : reindexWordsFor(call.language).previewGone,
);
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
  prepare: (call, services) =>
    prepared(call, services, { run: stop, inPlace: false, refusal: null }),
};
/** Below a result: back to the generation before. */
export const reindexRollback = action(REINDEX_VERBS.rollBack, rollBack, refuseSwap);
/** Below a generation that was kept aside: it serves from now on. */
export const reindexServe = action(REINDEX_VERBS.serve, serve, refuseSwap);
/** Below a generation that was kept aside: it goes. */
export const reindexDiscard = action(REINDEX_VERBS.discard, discard, refuseSwap);

/** The sentence for somebody who might, but not now or not here; null: go on. */
type Refuse = (call: CommandCall, services: Services) => string | null;

function action(verb: string, run: Run, refuse: Refuse = () => null): Action<Services> {
  return {
    verb,
    prepare: (call, services) =>
      prepared(call, services, { run, inPlace: true, refusal: refuse(call, services) }),
  };
}

/** A preview of this very server; or another reindex runs, which is shown instead. */
function isApplicable({ options, guildId }: CommandCall, { reindex: desk }: Services): boolean {
  if (desk.running(guildId) !== null) return true;
  return desk.previewed(String(options.get(SUBJECT)))?.guildId === guildId;
}

/** Buttons about the shared articles are for those who keep them; no button acts on what it did not show. */
function refuseSwap(call: CommandCall, services: Services): string | null {
  const subject = subjectOf(call);
  if (subject === null) return reindexWordsFor(call.language).notSwapped['other-generation'];
  return subject.space === 'shared' ? keptByOperator(call, services) : null;
}

function keptByOperator(call: CommandCall, { reindex: desk }: Services): string | null {
  const { notSwapped } = reindexWordsFor(call.language);
  return desk.keepsShared(call.guildId) ? null : notSwapped['kept-by-operator'];
}

interface Prepared {
  readonly run: Run;
  readonly inPlace: boolean;
  /** Of somebody who might. */
  readonly refusal: string | null;
}

/** Rights come first: nobody else learns anything. */
async function prepared(
  call: CommandCall,
  services: Services,
  { run, inPlace, refusal: message }: Prepared,
): Promise<Preparation> {
  const words = wordsFor(call.language).refusal;
  const refused = await refusedKeeper(call, services.settings, words);
  if (refused !== null) return refused;
  if (message !== null) return { ok: false, message };
  return {
    ok: true,
    isPrivate: true,
    inPlace,
    run: (context) => run(context, services),
  };
}

async function preview(context: CommandContext, services: Services): Promise<void> {
  const { guildId, caller, signal, reply, language, surface } = context;
  if (services.reindex.running(guildId) !== null) return apply(context, services);
  const words = reindexWordsFor(language);
  reply.update(waitingView(words.reading));
  const found = await services.reindex.preview({ guildId, userId: caller.id, signal });
  const view = previewView(found, words);
  if (surface.buttons) return reply.finish(view);
  const text = [view.text, ...hints(found, words)].join('\n\n');
  await reply.finish({ ...view, text, buttons: [] });
}

/** What stands for the buttons where there are none. */
function hints({ plans }: ReindexPreview, words: ReindexWords): string[] {
  return [
    ...(plans.some(({ plan }) => isWork(plan)) ? [words.howToApply] : []),
    ...(plans.some(({ aside }) => aside !== null) ? [words.howToRelease] : []),
  ];
}

async function apply(context: CommandContext, { reindex: desk }: Services): Promise<void> {
  const { guildId, caller, signal, language, reply, surface } = context;
  const words = reindexWordsFor(language);
  const under = progressView(desk.running(guildId)?.last ?? null, words);
  reply.update(surface.buttons ? under : { ...under, buttons: [] });
  // Without a Stop button leaving is the only way to end what was begun.
  if (!surface.buttons) {
    signal.addEventListener('abort', () => desk.stop(guildId), { once: true });
  }
  const events = desk.apply({ guildId, userId: caller.id, signal });
  const subject = context.options.get(SUBJECT);
  if (typeof subject === 'string') desk.cancel(subject);
  await followReindex(context, events, words);
}

async function stop(
  { reply, language, guildId }: CommandContext,
  { reindex: desk }: Services,
): Promise<void> {
  const words = reindexWordsFor(language);
  await reply.finish(noticeView(desk.stop(guildId) ? words.stopping : words.notRunning));
}

async function rollBack(context: CommandContext, { reindex: desk }: Services): Promise<void> {
  const words = reindexWordsFor(context.language);
  await sayWhat(context, words.nothingBefore, async () => {
    const outcome = await desk.rollBack(...targetOf(context));
    if (!outcome.ok) return words.notSwapped[outcome.reason];
    const { id, articles, passages } = outcome.generation;
    return words.rolledBack(id, articles, passages);
  });
}

async function serve(context: CommandContext, { reindex: desk }: Services): Promise<void> {
  const words = reindexWordsFor(context.language);
  await sayWhat(context, words.nothingAside, async () => {
    const outcome = await desk.serveAside(...targetOf(context));
    if (!outcome.ok) return words.notSwapped[outcome.reason];
    const { id, articles, passages } = outcome.generation;
    return words.served(id, articles, passages);
  });
}

async function discard(context: CommandContext, { reindex: desk }: Services): Promise<void> {
  const words = reindexWordsFor(context.language);
  await sayWhat(context, words.nothingAside, async () => {
    const outcome = await desk.discardAside(...targetOf(context));
    return outcome.ok ? words.discarded : words.notSwapped[outcome.reason];
  });
}

/** Says what was done or why it was not, or that there was nothing to do it with. */
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

/** What to act on: what the button was shown with; for the command whatever the shared space has. */
function targetOf(
  call: CommandCall,
): [space: KnowledgeSpace, guildId: string | null, expected?: string] {
  const subject = subjectOf(call);
  return subject === null
    ? ['shared', call.guildId]
    : [subject.space, call.guildId, subject.expected];
}

function subjectOf({ options }: CommandCall): SwapSubject | null {
  return parseSwapSubject(String(options.get(SUBJECT)));
}
