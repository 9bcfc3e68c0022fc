import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import type { QuestionEnd } from '../../../src/domain/observer.ts';
import {
  createCriaMetrics,
  type CriaMetrics,
  type MetricsState,
} from '../../../src/observability/metrics/cria-metrics.ts';

const GENERATION = {
  id: 'g1',
  builtAt: '2026-05-01T10:00:00.000Z',
  articles: 3,
  passages: 7,
  embedder: { model: 'bge-m3', digest: 'd', dimensions: 4, maxTokens: 512 },
  calibration: null,
  corpusHash: 'h',
};
const END: QuestionEnd = {
  outcome: 'generated',
  reason: null,
  waitMs: 0,
  firstWordMs: 1_500,
  totalMs: 4_000,
  tokensPerSecond: 10,
};

let state: MetricsState;
let metrics: CriaMetrics;
beforeEach(() => {
  state = {
    model: 'ready',
    generation: GENERATION,
    isBuilding: false,
    queue: { waiting: 2, running: 1 },
  };
  metrics = createCriaMetrics('1.2.3', () => state);
});

describe('the figures', () => {
  test('count questions by the way they came, and how they ended by mode and reason', async () => {
    metrics.observe({ type: 'question-start', way: 'message' });
    metrics.observe({ type: 'question-start', way: 'message' });
    metrics.observe({ type: 'question-refuse', reason: 'cool-down' });
    metrics.observe({ type: 'question-end', ...END });
    metrics.observe({ type: 'question-end', ...END, outcome: 'abstained', reason: 'no-evidence' });
    const text = await metrics.text();
    expect(text).toContain('cria_questions_total{way="message"} 2');
    expect(text).toContain('cria_questions_refused_total{reason="cool-down"} 1');
    expect(text).toContain('cria_answers_total{mode="generated",reason="none"} 1');
    expect(text).toContain('cria_answers_total{mode="abstained",reason="no-evidence"} 1');
  });

  test('count debates, how they ended, and how long those took that were held', async () => {
    metrics.observe({ type: 'debate-start', way: 'interaction' });
    const end = { type: 'debate-end', reason: null, waitMs: 500, totalMs: 3_000 } as const;
    metrics.observe({ ...end, outcome: 'generated' });
    metrics.observe({ ...end, outcome: 'refused', reason: 'queue-full' });
    const text = await metrics.text();
    expect(text).toContain('cria_debates_total{way="interaction"} 1');
    expect(text).toContain('cria_debate_ends_total{mode="generated",reason="none"} 1');
    expect(text).toContain('cria_debate_ends_total{mode="refused",reason="queue-full"} 1');
    expect(text).toContain('cria_debate_seconds_sum 3\n');
    expect(text).toContain('cria_queue_wait_seconds_count 1\n');
  });

  test('tell durations in seconds, and leave out what there was not', async () => {
    metrics.observe({ type: 'question-end', ...END });
    const none = { firstWordMs: null, tokensPerSecond: null };
    metrics.observe({ type: 'question-end', ...END, ...none, outcome: 'abandoned' });
    const text = await metrics.text();
    expect(text).toContain('cria_first_word_seconds_sum 1.5\n');
    expect(text).toContain('cria_first_word_seconds_count 1\n');
    expect(text).toContain('cria_answer_seconds_sum 4\n');
    expect(text).toContain('cria_answer_seconds_count 1\n');
    expect(text).toContain('cria_queue_wait_seconds_count 2\n');
    expect(text).toContain('cria_tokens_per_second_sum 10\n');
  });

  test('read queue, models and index when they are asked for', async () => {
    let text = await metrics.text();
    expect(text).toContain('cria_queue_waiting 2\n');
    expect(text).toContain('cria_queue_running 1\n');
    expect(text).toContain('cria_model_up 1\n');
    expect(text).toContain('cria_index_articles 3\n');
    expect(text).toContain('cria_index_passages 7\n');
    expect(text).toContain('cria_index_built_timestamp_seconds 1777629600\n');
    expect(text).toContain('cria_index_info{generation="g1",embedder="bge-m3"} 1\n');
    state = {
      ...state,
      model: 'resting',
      isBuilding: true,
      generation: { ...GENERATION, id: 'g2', embedder: null },
    };
    text = await metrics.text();
    expect(text).toContain('cria_model_up 0\n');
    expect(text).toContain('cria_model_state{state="resting"} 1\n');
    expect(text).toContain('cria_model_state{state="ready"} 0\n');
    expect(text).toContain('cria_index_building 1\n');
    expect(text).toContain('cria_index_info{generation="g2",embedder="none"} 1\n');
    expect(text).not.toContain('g1');
  });

  test('say that there is no index', async () => {
    state = { ...state, generation: null };
    const text = await metrics.text();
    expect(text).toContain('cria_index_up 0\n');
    expect(text).not.toContain('cria_index_info{');
  });

  test('count the pauses of Discord, and watch the event loop', async () => {
    metrics.observe({ type: 'rate-limit', scope: 'shared' });
    const text = await metrics.text();
    expect(text).toContain('cria_discord_rate_limits_total{scope="shared"} 1\n');
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds \d/mu);
    expect(text).toContain('cria_info{version="1.2.3"} 1\n');
  });
});

test('the board for Grafana shows figures that are there, and each of Cria at least once', async () => {
  const board = readFileSync('deploy/grafana-cria.json', 'utf8');
  const { panels } = JSON.parse(board) as { panels: { targets: { expr: string }[] }[] };
  const shown = panels.flatMap(({ targets }) =>
    targets.flatMap(({ expr }) => expr.match(/(?:cria|nodejs|process)_[a-z\d_]+/gu) ?? []),
  );
  const text = await metrics.text();
  const there = [...text.matchAll(/^# TYPE (\S+)/gmu)].map(([, name]) => name!);
  const names = new Set(shown.map((name) => name.replace(/_bucket$/u, '')));
  expect(there).toEqual(expect.arrayContaining([...names]));
  const own = there.filter((name) => name.startsWith('cria_'));
  const kept = ['cria_info', 'cria_index_info', 'cria_index_up', 'cria_index_building'];
  expect(own.filter((name) => !names.has(name)).sort()).toEqual(kept.sort());
  const documented = readFileSync('docs/deployment.md', 'utf8');
  for (const name of own.filter((each) => !/^cria_(?:info|index_)/u.test(each))) {
    expect(documented).toContain(name);
  }
});
