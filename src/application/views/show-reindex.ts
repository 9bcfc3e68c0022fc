import type { BuildProgress, CorpusFault, WholeBuildCause } from '../../domain/index-store.ts';
import type { GenerationInfo } from '../../domain/ports.ts';
import type { ReplyButton, ReplyView } from '../command.ts';
import { noticeView } from './plain-view.ts';
import { plainLine } from './plain-line.ts';
import { isWork } from '../reindexing/plan-work.ts';
import {
  asideButtons,
  keptButtons,
  REINDEX_VERBS,
  rollBackButtons,
  type SwapButtonWords,
} from './reindex-buttons.ts';
import type {
  ReindexEnd,
  ReindexPreview,
  SpacePlan,
  SpaceReport,
  SpaceVersions,
} from '../reindexing/reindex-desk.ts';
import type { GateResult, GoldenScores } from '../knowledge/generation-trial.ts';
import type { KnowledgeSpace } from '../knowledge/knowledge.ts';

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
  /** Where the shared articles are not kept from here and there are none of the server. */
  readonly nothingOwn: string;
  readonly space: Readonly<Record<KnowledgeSpace, string>>;
  size(articles: number, passages: number): string;
  readonly added: string;
  readonly changed: string;
  readonly removed: string;
  readonly unreadable: string;
  /** Before what was not understood in articles that were read, and files that are none. */
  readonly leftAside: string;
  articles(added: number, changed: number, removed: number): string;
  more(count: number): string;
  plan(counts: PassageCounts): string;
  golden(touched: number, total: number): string;
  quote(text: string): string;
  /** Null before a pace was measured. */
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
  /** Before a generation. */
  readonly waits: string;
  readonly before: string;
  generation(id: string, articles: number, passages: number): string;
  built(counts: PassageCounts): string;
  took(ms: number): string;
  recall(before: number | null, after: number | null): string;
  abstention(before: number | null, after: number | null): string;
  /** The share by which the golden questions may fall. */
  aside(maxDrop: number): string;
  /** On a surface without buttons. */
  readonly howToRelease: string;
  readonly buttons: SwapButtonWords & {
    readonly apply: string;
    readonly cancel: string;
    readonly stop: string;
  };
}

/** Passages of a build, done or planned. */
export interface PassageCounts {
  readonly embedded: number;
  readonly reused: number;
  readonly dropped: number;
}

/**
 * What a reindex would change, with Apply and Cancel; or that there is nothing to do, with the way
 * back. A generation that waits is shown in either case, with the choice about it.
 */
export function previewView(preview: ReindexPreview, words: ReindexViewWords): ReplyView {
  const { id: subject, plans } = preview;
  if (plans.length === 0) return noticeView(words.nothingOwn);
  const hasWork = plans.some(({ plan }) => isWork(plan));
  const text = fitting((names) => previewText(preview, hasWork, { words, names }));
  if (!hasWork) return noticeView(text, standingButtons(plans, words));
  const { apply, cancel } = words.buttons;
  return noticeView(text, [
    { verb: REINDEX_VERBS.apply, subject, label: apply, style: 'primary' },
    { verb: REINDEX_VERBS.cancel, subject, label: cancel, style: 'plain' },
    ...plans.flatMap((plan) => keptButtons(plan, words.buttons)),
  ]);
}

/** What can be done about generations that are there. */
function standingButtons(
  versions: readonly SpaceVersions[],
  { buttons }: ReindexViewWords,
): ReplyButton[] {
  return [
    ...versions.flatMap((space) => keptButtons(space, buttons)),
    ...versions.flatMap((space) => rollBackButtons(space, buttons)),
  ];
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

function planLines(space: SpacePlan, { words, names }: TextOptions): string[] {
  const { plan } = space;
  const { added, changed, removed, faults, wholeBuild } = plan;
  const kinds = [
    [words.added, added],
    [words.changed, changed],
    [words.removed, removed],
  ] as const;
  return [
    `**${words.space[space.space]}**: ${words.size(plan.articles, plan.passages)}`,
    ...kinds.flatMap(([label, ids]) =>
      ids.length === 0 ? [] : [`- ${label}: ${inline(ids, names, words)}`],
    ),
    ...(isWork(plan)
      ? [
          `- ${words.plan({ embedded: plan.passagesToEmbed, reused: plan.passagesReused, dropped: plan.passagesDropped })}`,
        ]
      : []),
    ...(wholeBuild === null ? [] : [`- ${words.whole[wholeBuild]}`]),
    ...faultLines(faults, { words, names }),
    ...versionLines(space, words),
  ];
}

/** What waits, and what can be gone back to. */
function versionLines({ aside, previous }: SpaceVersions, words: ReindexViewWords): string[] {
  return [
    ...(aside === null ? [] : [`- ⚠️ ${words.waits}: ${generationText(aside, words)}`]),
    ...(previous === null ? [] : [`- ${words.before}: ${generationText(previous, words)}`]),
  ];
}

function generationText(
  { id, articles, passages }: GenerationInfo,
  words: ReindexViewWords,
): string {
  return words.generation(plainLine(id, MAX_NAME_CHARS), articles, passages);
}

/** `3: a, b, c`, the first few by name. */
function inline(ids: readonly string[], names: number, words: ReindexViewWords): string {
  const shown = ids.slice(0, names).map((id) => `\`${plainLine(id, MAX_NAME_CHARS)}\``);
  const rest = ids.length - shown.length;
  if (shown.length === 0) return `${ids.length}`;
  return `${ids.length} (${[...shown, ...(rest > 0 ? [words.more(rest)] : [])].join(', ')})`;
}

function faultLines(faults: readonly CorpusFault[], options: TextOptions): string[] {
  const notes = faults.filter(({ isNote }) => isNote === true);
  const unread = faults.filter(({ isNote }) => isNote !== true);
  const { unreadable, leftAside } = options.words;
  return [...placeLines(unreadable, unread, options), ...placeLines(leftAside, notes, options)];
}

function placeLines(
  heading: string,
  faults: readonly CorpusFault[],
  { words, names }: TextOptions,
): string[] {
  if (faults.length === 0) return [];
  return [
    `- ${heading}: ${faults.length}`,
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

/**
 * What was built, with Roll back where there is a way back; or what was kept aside, with the choice
 * that is left; or that there was nothing to do.
 */
export function endView({ reports, versions }: ReindexEnd, words: ReindexViewWords): ReplyView {
  if (versions.length === 0) return noticeView(words.nothingOwn);
  if (reports.length === 0) return nothingView(versions, words);
  const isServing = reports.some(({ report }) => report.outcome === 'current');
  const text = fitting((names) =>
    [
      `**${isServing ? words.done : words.kept}**`,
      ...reports.flatMap((report) => ['', ...reportLines(report, { words, names })]),
    ].join('\n'),
  );
  return noticeView(
    text,
    reports.flatMap((report) => reportButtons(report, versions, words)),
  );
}

function nothingView(versions: readonly SpaceVersions[], words: ReindexViewWords): ReplyView {
  const lines = versions.flatMap((space) => {
    const kept = versionLines(space, words);
    return kept.length === 0 ? [] : ['', `**${words.space[space.space]}**`, ...kept];
  });
  const text = [`**${words.nothing}**`, ...lines].join('\n');
  return noticeView(text, standingButtons(versions, words));
}

function reportLines(
  { space, report, gate }: SpaceReport,
  { words, names }: TextOptions,
): string[] {
  const { generation, added, changed, removed, faults, wholeBuild } = report;
  return [
    `**${words.space[space]}**: ${generationText(generation, words)}`,
    ...(report.outcome === 'aside' ? [`⚠️ ${words.aside(gate?.maxDrop ?? 0)}`] : []),
    `- ${words.articles(added.length, changed.length, removed.length)}`,
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

function reportButtons(
  { space, report }: SpaceReport,
  versions: readonly SpaceVersions[],
  { buttons }: ReindexViewWords,
): ReplyButton[] {
  const { outcome, generation } = report;
  if (outcome === 'aside') return asideButtons(space, generation, buttons);
  const found = versions.find((each) => each.space === space);
  return found === undefined ? [] : rollBackButtons(found, buttons);
}
