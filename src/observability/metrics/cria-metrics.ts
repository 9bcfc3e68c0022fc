import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { DebateEnd, Observed, QuestionEnd } from '../../domain/observer.ts';
import type { GenerationInfo, ModelState } from '../../domain/ports.ts';

/** What is looked at whenever the figures are asked for; cheap, and asks nobody else. */
export interface MetricsState {
  readonly model: ModelState['status'];
  readonly generation: GenerationInfo | null;
  readonly isBuilding: boolean;
  readonly queue: { readonly waiting: number; readonly running: number };
}

export interface CriaMetrics {
  observe(event: Observed): void;
  /** Prometheus text. */
  text(): Promise<string>;
  /** Media type of it. */
  readonly contentType: string;
}

/** Upper bounds of durations, in seconds: from what the index needs to the longest answer. */
const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 320, 640];
/** Upper bounds of a model's pace, in tokens a second. */
const TOKENS_PER_SECOND = [1, 2, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 256];

const MODEL_STATES = [
  'ready',
  'unreachable',
  'chat-model-missing',
  'embedder-missing',
  'resting',
] as const satisfies readonly ModelState['status'][];

const MS = 1_000;

/** Counts what it is told, in a registry of its own. */
export function createCriaMetrics(version: string, state: () => MetricsState): CriaMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const told = createTold(registry);
  const gauge = gaugesOf(registry);
  addState(gauge, state);
  const info = gauge('info', 'Version of Cria.', ['version']);
  info.set({ version }, 1);
  return {
    observe(event) {
      if (event.type === 'question-start') told.questions.inc({ way: event.way });
      else if (event.type === 'question-refuse') told.refused.inc({ reason: event.reason });
      else if (event.type === 'rate-limit') told.rateLimits.inc({ scope: event.scope });
      else if (event.type === 'debate-start') told.debates.inc({ way: event.way });
      else if (event.type === 'debate-end') countDebate(event, told);
      else countEnd(event, told);
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

type Told = ReturnType<typeof createTold>;

function createTold(registry: Registry) {
  const counter = (name: string, help: string, labelNames: string[]) =>
    new Counter({ name: `cria_${name}`, help, labelNames, registers: [registry] });
  const histogram = (name: string, help: string, buckets = SECONDS) =>
    new Histogram({ name: `cria_${name}`, help, buckets, registers: [registry] });
  return {
    questions: counter('questions_total', 'Questions taken in, by the way they came.', ['way']),
    refused: counter('questions_refused_total', 'Questions not taken in, by reason.', ['reason']),
    answers: counter('answers_total', 'Ends of questions, by what was shown and why.', [
      'mode',
      'reason',
    ]),
    debates: counter('debates_total', 'Debates asked for, by the way they came.', ['way']),
    debateEnds: counter('debate_ends_total', 'Ends of debates, by what was shown and why.', [
      'mode',
      'reason',
    ]),
    debateTime: histogram('debate_seconds', 'From the request to the whole debate.'),
    rateLimits: counter('discord_rate_limits_total', 'Pauses that Discord asked for.', ['scope']),
    wait: histogram('queue_wait_seconds', 'Time in the queue.'),
    firstWord: histogram('first_word_seconds', 'From the question to the first word shown.'),
    total: histogram('answer_seconds', 'From the question to the whole answer.'),
    pace: histogram('tokens_per_second', 'Pace of the model, as it counts.', TOKENS_PER_SECOND),
  };
}

function countEnd(end: QuestionEnd, told: Told): void {
  const { outcome: mode, reason, waitMs, firstWordMs, totalMs, tokensPerSecond } = end;
  told.answers.inc({ mode, reason: reason ?? 'none' });
  told.wait.observe(waitMs / MS);
  if (firstWordMs !== null) told.firstWord.observe(firstWordMs / MS);
  if (mode !== 'abandoned') told.total.observe(totalMs / MS);
  if (tokensPerSecond !== null) told.pace.observe(tokensPerSecond);
}

function countDebate(end: DebateEnd, told: Told): void {
  const { outcome: mode, reason, waitMs, totalMs } = end;
  told.debateEnds.inc({ mode, reason: reason ?? 'none' });
  if (mode === 'refused') return;
  told.wait.observe(waitMs / MS);
  if (mode !== 'abandoned') told.debateTime.observe(totalMs / MS);
}

/** Values that are read when they are asked for. */
function addState(gauge: MakeGauge, state: () => MetricsState): void {
  const read = (name: string, help: string, value: (now: MetricsState) => number): void => {
    const made = gauge(name, help, [], () => made.set(value(state())));
  };
  read('queue_waiting', 'Questions that wait for their turn.', ({ queue }) => queue.waiting);
  read('queue_running', 'Questions that are being answered.', ({ queue }) => queue.running);
  read('model_up', '1 while the models can answer.', ({ model }) => (model === 'ready' ? 1 : 0));
  read('index_up', '1 while there is an index.', ({ generation }) => (generation ? 1 : 0));
  read('index_building', '1 while an index is being built.', (now) => (now.isBuilding ? 1 : 0));
  read('index_articles', 'Articles.', ({ generation }) => generation?.articles ?? 0);
  read('index_passages', 'Passages.', ({ generation }) => generation?.passages ?? 0);
  read('index_built_timestamp_seconds', 'When the index was built, since 1970.', (now) =>
    now.generation === null ? 0 : Date.parse(now.generation.builtAt) / MS,
  );
  const models = gauge('model_state', '1 for the state it is in.', ['state'], () => {
    const { model } = state();
    for (const name of MODEL_STATES) models.set({ state: name }, name === model ? 1 : 0);
  });
  // Only the present one is there, so that it stays one series at a time.
  const index = gauge('index_info', 'What is served.', ['generation', 'embedder'], () => {
    const { generation } = state();
    index.reset();
    if (generation === null) return;
    const embedder = generation.embedder?.model ?? 'none';
    index.set({ generation: generation.id, embedder }, 1);
  });
}

type MakeGauge = (name: string, help: string, labelNames: string[], collect?: () => void) => Gauge;

function gaugesOf(registry: Registry): MakeGauge {
  return (name, help, labelNames, collect) => {
    const options = { name: `cria_${name}`, help, labelNames, registers: [registry] };
    return new Gauge(collect === undefined ? options : { ...options, collect });
  };
}
