import { z } from 'zod';
import type { PassageIndex } from '../../src/domain/ports.ts';
import { toAppError } from '../../src/domain/errors.ts';
import { createIndexStore } from '../../src/indexing/index-store.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { newId } from '../../src/observability/new-id.ts';
import { systemClock } from '../../src/observability/system-clock.ts';
import { serveJobs } from './bench-child.ts';

/*
 * Opens an index whose files may be damaged and asks it some questions, in a process that may die of
 * it.
 */
const OpenDamagedJob = z.object({
  knowledgeDir: z.string(),
  dataDir: z.string(),
  texts: z.array(z.string()),
  vectors: z.array(z.instanceof(Float32Array)),
});

const CANDIDATES = 20;

serveJobs(async (input) => {
  const { texts, vectors, ...folders } = OpenDamagedJob.parse(input);
  const logger = createLogger('silent');
  const store = createIndexStore({ ...folders, logger, clock: systemClock, newId });
  let index: PassageIndex | null;
  try {
    index = await store.openCurrent();
  } catch (error) {
    return { kind: 'refused', code: toAppError(error).code };
  }
  if (index === null) return { kind: 'refused', code: 'none' };
  try {
    const answers: unknown[] = [index.describe(), await index.articles()];
    for (const [at, text] of texts.entries()) {
      const embedding = vectors[at];
      if (embedding === undefined) continue;
      answers.push(await index.search({ text, embedding, limit: CANDIDATES }));
    }
    return { kind: 'opened', generation: index.describe().id, answers: JSON.stringify(answers) };
  } catch (error) {
    return { kind: 'failed', code: toAppError(error).code };
  } finally {
    await index.close();
  }
});
