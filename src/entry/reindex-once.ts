import { createProgressBar } from './progress-bar.ts';
import type { Runtime } from './runtime.ts';

/** `reindex`: builds a new generation whatever the present one says, and tells what changed. */
export async function reindexOnce(runtime: Runtime, json: boolean): Promise<void> {
  const { cria, signal, stderr, stdout } = runtime;
  await cria.health.refresh(signal);
  await cria.knowledge.open();
  const bar = createProgressBar(stderr);
  const report = await cria.knowledge
    .rebuild({
      signal,
      onProgress: ({ phase, done, total }) => bar.show(`Index: ${phase}`, done, total),
    })
    .finally(() => bar.stop());
  if (json) {
    stdout.write(`${JSON.stringify(report)}\n`);
    return;
  }
  const { generation, added, changed, removed, faults } = report;
  const lines = [
    `Generation ${generation.id}: ${generation.articles} articles, ${generation.passages} passages`,
    `Articles added ${added.length}, changed ${changed.length}, removed ${removed.length}, unreadable ${faults.length}`,
    generation.embedder === null
      ? 'Vectors: none (no embedding model reachable); keyword search only'
      : `Passages embedded ${report.passagesEmbedded}, reused ${report.passagesReused} (${generation.embedder.model})`,
    ...faults.map(({ file, line, message }) => `  ${file}:${line}: ${message}`),
    `Took ${Math.round(report.durationMs)} ms`,
  ];
  stdout.write(`${lines.join('\n')}\n`);
}
