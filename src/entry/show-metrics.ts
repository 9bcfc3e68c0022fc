import { createCriaMetrics } from '../observability/metrics/cria-metrics.ts';
import { serveMetrics, type ServedMetrics } from '../observability/metrics/serve-metrics.ts';
import { startupWords } from '../words/startup-words.ts';
import type { Runtime } from './runtime.ts';
import { VERSION } from '../version.ts';

/**
 * Counts from now on, serves the figures and says where: on METRICS_PORT, else on any free port.
 * @throws AppError `usage` when the port cannot be had
 */
export async function showMetrics({
  cria,
  config,
  logger,
  stderr,
}: Pick<Runtime, 'cria' | 'config' | 'logger' | 'stderr'>): Promise<ServedMetrics> {
  const { host, port } = config.metrics;
  const metrics = createCriaMetrics(VERSION, () => {
    const { generation, building } = cria.knowledge.state();
    return {
      model: cria.health.current().status,
      generation,
      isBuilding: building !== null,
      queue: cria.load(),
    };
  });
  const remove = cria.observers.add((event) => metrics.observe(event));
  const health = () => {
    const hasIndex = cria.knowledge.state().generation !== null;
    const model = cria.health.current().status;
    return { isServing: hasIndex, parts: { index: hasIndex ? 'ready' : 'missing', model } };
  };
  const served = await serveMetrics({
    ...{ metrics, health, logger, host },
    port: port ?? 0,
  });
  stderr.write(`${startupWords.metrics(served.address)}\n`);
  return {
    address: served.address,
    async close() {
      remove();
      await served.close();
    },
  };
}
