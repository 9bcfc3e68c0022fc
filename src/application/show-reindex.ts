import { AppError } from '../domain/errors.ts';
import type { BuildProgress, CorpusFault, WholeBuildCause } from '../domain/index-store.ts';
import type { CommandContext, ReplyButton, ReplyView } from './command.ts';
import { plainLine } from './plain-line.ts';
import { progressBarText } from './progress-bar-text.ts';
import type {
  GateResult,
  GoldenScores,
  KnowledgeSpace,
  ReindexEvent,
  ReindexPreview,
  ReindexProgress,
  SpacePlan,
  SpaceReport,
} from './reindex-desk.ts';

/** Verbs of the buttons around a reindex; the subject is the preview's id, else the space. */
export const REINDEX_VERBS = {
  apply: 'reindex-apply',
  cancel: 'reindex-cancel',
  stop: 'reindex-stop',
  rollBack: 'reindex-rollback',
  serve: 'reindex-serve',
  discard: 'reindex-discard',
} as const;

/** Most names of one kind that are listed; fewer when they do not fit into one message. */
const MAX_NAMES = 5;
const MAX_NAME_CHARS = 80;
const MAX_FAULT_CHARS = 160;
/** A preview stays in one message, so that Apply replaces all of it. */
const MAX_PREVIEW_CHARS = 1_800;

/** What is said around a reindex; `src/words/reindex-words.ts` has it. */
export interface ReindexViewWords {
  readonly reading: string;
  readonly title: string;
  readonly nothing: string;
  readonly space: Readonly<Record<KnowledgeSpace, string>>;
  size(articles: number, passages: number): string;
  readonly added: string;
  readonly changed: string;
  readonly removed: string;
  readonly unreadable: string;
  more(count: number): string;
  plan(counts: PassageCounts): string;
  golden(touched: number, total: number): string;
  quote(text: string): string;
  estimate(ms: number | null): string;
  readonly whole: Readonly<Record<WholeBuildCause, string>>;
  readonly running: string;
  readonly phase: Readonly<Record<BuildProgress['phase'], string>>;
  rate(passagesPerSecond: number): string;
  remaining(ms: number): string;
  readonly goesOn: string;
  readonly stopped: string;
  readonly done: string;
  /** Instead of `done` when nothing of it serves. */
  readonly kept: string;
  generation(id: string, articles: number, passages: number): string;
  built(counts: PassageCounts): string;
  took(ms: number): string;
  recall(before: number | null, after: number | null): string;
  abstention(before: number | null, after: number | null): string;
  aside(maxDrop: number): string;
  readonly buttons: {
    readonly apply: string;
    readonly cancel: string;
    readonly stop: string;
    readonly rollBack: Readonly<Record<KnowledgeSpace, string>>;
    readonly serve: string;
    readonly discard: string;
  };
}

/** Passages of a build, done or planned. */
export interface PassageCounts {
  readonly embedded: number;
  readonly reused: number;
  readonly dropped: number;
}

/** A reply that says something and offers buttons. */
export function noticeView(text: string, buttons: readonly ReplyButton[] = []): ReplyView {
  return { tone: 'notice', text, citations: [], buttons };
}

/** A reply while something is looked up. */
export function waitingView(heading: string): ReplyView {
  return { tone: 'working', heading, text: '', citations: [], buttons: [] };
}

/** What a reindex would change, with Apply and Cancel; or that there is nothing to do. */
export function previewView(preview: ReindexPreview, words: ReindexViewWords): ReplyView {
  const hasWork = preview.plans.some(isWork);
  const text = fitting((names) => previewText(preview, hasWork, { words, names }));
  const { id: subject } = preview;
  const { apply, cancel } = words.buttons;
  if (!hasWork) return noticeView(text, [rollBackButton('shared', words)]);
  return noticeView(text, [
    { verb: REINDEX_VERBS.apply, subject, label: apply, style: 'primary' },
    { verb: REINDEX_VERBS.cancel, subject, label: cancel, style: 'plain' },
  ]);
}

/** Whether a build would make anything different. */
export function isWork({ plan }: SpacePlan): boolean {
  return (
    plan.added.length + plan.changed.length + plan.removed.length > 0 ||
    plan.passagesToEmbed + plan.passagesDropped > 0 ||
    plan.wholeBuild !== null
  );
}

/** The most names a kind with which the text stays in one message. */
function fitting(textOf: (names: number) => string): string {
  let text = '';
  for (let names = MAX_NAMES; names >= 0; names -= 1) {
    text = textOf(names);
    if (text.length <= MAX_PREVIEW_CHARS) break;
  }
  return text;
}

interface TextOptions {
  readonly words: ReindexViewWords;
  /** Most names of a kind. */
  readonly names: number;
}

function previewText(
  { plans, golden, estimatedMs }: ReindexPreview,
  hasWork: boolean,
  options: TextOptions,
): string {
  const { words, names } = options;
  const touched = golden?.touched ?? [];
  const lines = [
    `**${hasWork ? words.title : words.nothing}**`,
    ...plans.flatMap((plan) => ['', ...planLines(plan, options)]),
    ...(golden === null || !hasWork
      ? []
      : [
          '',
          words.golden(touched.length, golden.total),
          ...listed(touched, names, words, (question) => words.quote(question)),
        ]),
    ...(hasWork ? ['', words.estimate(estimatedMs)] : []),
  ];
  return lines.join('\n');
}

function planLines({ space, plan }: SpacePlan, { words, names }: TextOptions): string[] {
  const { added, changed, removed, faults, wholeBuild } = plan;
  const kinds = [
    [words.added, added],
    [words.changed, changed],
    [words.removed, removed],
  ] as const;
  return [
    `**${words.space[space]}**: ${words.size(plan.articles, plan.passages)}`,
    ...kinds.flatMap(([label, ids]) =>
      ids.length === 0 ? [] : [`- ${label}: ${inline(ids, names, words)}`],
    ),
    ...(isWork({ space, plan })
      ? [
          `- ${words.plan({ embedded: plan.passagesToEmbed, reused: plan.passagesReused, dropped: plan.passagesDropped })}`,
        ]
      : []),
    ...(wholeBuild === null ? [] : [`- ${words.whole[wholeBuild]}`]),
    ...faultLines(faults, { words, names }),
  ];
}

/** `3: a, b, c`, the first few by name. */
function inline(ids: readonly string[], names: number, words: ReindexViewWords): string {
  const shown = ids.slice(0, names).map((id) => `\`${plainLine(id, MAX_NAME_CHARS)}\``);
  const rest = ids.length - shown.length;
  if (shown.length === 0) return `${ids.length}`;
  return `${ids.length} (${[...shown, ...(rest > 0 ? [words.more(rest)] : [])].join(', ')})`;
}

function faultLines(faults: readonly CorpusFault[], { words, names }: TextOptions): string[] {
  if (faults.length === 0) return [];
  return [
    `- ${words.unreadable}: ${faults.length}`,
    ...listed(faults, names, words, ({ file, line, message }) => {
      const place = `\`${plainLine(`${file}:${line}`, MAX_NAME_CHARS)}\``;
      return `${place} ${plainLine(message, MAX_FAULT_CHARS)}`;
    }),
  ];
}

function listed<T>(
  all: readonly T[],
  most: number,
  words: ReindexViewWords,
  lineOf: (one: T) => string,
): string[] {
  const shown = all.slice(0, most);
  const rest = all.length - shown.length;
  return [
    ...shown.map((one) => `  - ${lineOf(one)}`),
    ...(rest > 0 && shown.length > 0 ? [`  - ${words.more(rest)}`] : []),
  ];
}

/** How far a reindex is, with a Stop button. */
export function progressView(at: ReindexProgress | null, words: ReindexViewWords): ReplyView {
  const { stop } = words.buttons;
  return {
    tone: 'working',
    heading: words.running,
    text: at === null ? words.goesOn : `${progressText(at, words)}\n${words.goesOn}`,
    citations: [],
    buttons: [{ verb: REINDEX_VERBS.stop, subject: 'all', label: stop, style: 'danger' }],
  };
}

function progressText(
  { space, progress, passagesPerSecond, remainingMs }: ReindexProgress,
  words: ReindexViewWords,
): string {
  const { phase, done, total } = progress;
  const facts = [
    `${words.space[space]}: ${words.phase[phase]}${total > 1 ? ` ${done}/${total}` : ''}`,
    ...(passagesPerSecond === null ? [] : [words.rate(passagesPerSecond)]),
    ...(remainingMs === null ? [] : [words.remaining(remainingMs)]),
  ];
  return `${progressBarText(done, total)}\n${facts.join(' · ')}`;
}

/** What was built, with Roll back; or what was kept aside, with the choice that is left. */
export function endView(reports: readonly SpaceReport[], words: ReindexViewWords): ReplyView {
  if (reports.length === 0) {
    return noticeView(`**${words.nothing}**`, [rollBackButton('shared', words)]);
  }
  const isServing = reports.some(({ report }) => report.outcome === 'current');
  const text = fitting((names) =>
    [
      `**${isServing ? words.done : words.kept}**`,
      ...reports.flatMap((report) => ['', ...reportLines(report, { words, names })]),
    ].join('\n'),
  );
  return noticeView(
    text,
    reports.flatMap((report) => reportButtons(report, words)),
  );
}

function reportLines(
  { space, report, gate }: SpaceReport,
  { words, names }: TextOptions,
): string[] {
  const { generation, added, changed, removed, faults, wholeBuild } = report;
  const counts = [
    [words.added, added],
    [words.changed, changed],
    [words.removed, removed],
  ] as const;
  const id = plainLine(generation.id, MAX_NAME_CHARS);
  return [
    `**${words.space[space]}**: ${words.generation(id, generation.articles, generation.passages)}`,
    ...(report.outcome === 'aside' ? [`⚠️ ${words.aside(gate?.maxDrop ?? 0)}`] : []),
    `- ${counts.map(([label, ids]) => `${label} ${ids.length}`).join(', ')}`,
    `- ${words.built({ embedded: report.passagesEmbedded, reused: report.passagesReused, dropped: report.passagesDropped })}`,
    ...(wholeBuild === null ? [] : [`- ${words.whole[wholeBuild]}`]),
    ...gateLines(gate, words),
    `- ${words.took(report.durationMs)}`,
    ...faultLines(faults, { words, names }),
  ];
}

function gateLines(gate: GateResult | null, words: ReindexViewWords): string[] {
  if (gate === null) return [];
  const { before, after } = gate;
  const isKnown = (share: keyof GoldenScores): boolean =>
    before[share] !== null || after[share] !== null;
  return [
    ...(isKnown('recall') ? [`- ${words.recall(before.recall, after.recall)}`] : []),
    ...(isKnown('abstention')
      ? [`- ${words.abstention(before.abstention, after.abstention)}`]
      : []),
  ];
}

function reportButtons({ space, report }: SpaceReport, words: ReindexViewWords): ReplyButton[] {
  if (report.outcome === 'current') return [rollBackButton(space, words)];
  const { serve, discard } = words.buttons;
  return [
    { verb: REINDEX_VERBS.serve, subject: space, label: serve, style: 'danger' },
    { verb: REINDEX_VERBS.discard, subject: space, label: discard, style: 'plain' },
  ];
}

/** Back to the generation before. */
function rollBackButton(space: KnowledgeSpace, words: ReindexViewWords): ReplyButton {
  const label = words.buttons.rollBack[space];
  return { verb: REINDEX_VERBS.rollBack, subject: space, label, style: 'plain' };
}

/**
 * Shows a reindex until it ends. Nobody has to watch: it goes on when the reply ends before it.
 * @throws AppError of the last event, but for a Stop, which is an end of its own
 */
export async function followReindex(
  context: Pick<CommandContext, 'reply' | 'signal' | 'place'>,
  events: AsyncIterable<ReindexEvent>,
  words: ReindexViewWords,
): Promise<void> {
  const shown = (view: ReplyView): ReplyView =>
    context.place === undefined ? { ...view, buttons: [] } : view;
  for await (const event of events) {
    if (event.type === 'progress') context.reply.update(shown(progressView(event.at, words)));
    else if (event.type === 'end')
      return context.reply.finish(shown(endView(event.reports, words)));
    else if (event.error.code === 'cancelled' && !context.signal.aborted) {
      return context.reply.finish(noticeView(words.stopped));
    } else throw event.error;
  }
  throw new AppError('internal', 'The reindex ended without a last event.');
}
