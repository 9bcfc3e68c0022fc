import { readdir, readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { Ollama } from 'ollama';
import type { Clock } from '../../src/domain/ports.ts';
import { normaliseHost } from '../../src/model/ollama/host.ts';

export const LIVE_HOST = normaliseHost(process.env['OLLAMA_HOST']);
export const LIVE_CHAT_MODEL = 'smollm2:135m';
export const LIVE_EMBEDDER = 'multilingual-e5-small';

/** The machine's time; these tests wait for a real server. */
export const realClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: (ms, signal) => delay(ms, undefined, signal === undefined ? {} : { signal }),
};

/** Why the live tests cannot run, in a sentence; null when they can. */
export async function whyNotLive(): Promise<string | null> {
  try {
    const { models } = await new Ollama({ host: LIVE_HOST }).list();
    const names = models.map((model) => model.name);
    const lacking = [LIVE_CHAT_MODEL, `${LIVE_EMBEDDER}:latest`].filter((m) => !names.includes(m));
    return lacking.length === 0 ? null : `${LIVE_HOST} lacks ${lacking.join(' and ')}.`;
  } catch {
    return `No Ollama server answers at ${LIVE_HOST}.`;
  }
}

/** Process ids of the runner that serves a model on this machine; null when none can be seen. */
export async function runnerOf(model: string): Promise<string | null> {
  const { modelfile } = await new Ollama({ host: LIVE_HOST }).show({ model });
  const blob = /^FROM (\S+)$/mu.exec(modelfile)?.[1];
  const ids = (await readdir('/proc').catch(() => [])).filter((entry) => /^\d+$/u.test(entry));
  const running: string[] = [];
  for (const id of ids) {
    const line = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
    if (blob !== undefined && line.includes('runner') && line.includes(blob)) running.push(id);
  }
  return running.length === 0 ? null : running.join(',');
}
