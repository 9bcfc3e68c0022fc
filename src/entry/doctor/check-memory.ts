import type { ModelFootprint } from '../../domain/model-footprint.ts';
import { machineMemory } from '../../model/machine-memory.ts';
import { doctorWords } from '../../words/doctor-words.ts';
import type { Check, Judged } from './finding.ts';

/** What weights take when they are loaded, with the window and what is computed beside them; a rule of thumb. */
const LOADED_OF_WEIGHTS = 1.2;
const LEAST_FREE_BYTES = 2_147_483_648; // 2 GiB: a model of 1.5 billion parameters at 4 bits
/** Proposed where a model is too large; the smallest that answers well enough. */
const SMALL_CHAT_MODEL = 'llama3.2:1b';

/** Memory of this machine, in bytes. */
export interface Memory {
  readonly freeBytes: number;
  readonly allBytes: number;
}

/** Whether the models fit into the machine they run on, and into what is free there. */
export function checkMemory(
  footprints: (signal: AbortSignal) => Promise<readonly ModelFootprint[]>,
  memory: () => Memory = memoryHere,
): Check {
  return {
    name: 'memory',
    async run(signal) {
      const told = (await footprints(signal)).filter(({ models }) => models.length > 0);
      const here = memory();
      return told.length === 0 ? [judgeAlone(here)] : told.map((taken) => judge(taken, here));
    },
  };
}

function memoryHere(): Memory {
  const allBytes = machineMemory();
  return { allBytes, freeBytes: Math.min(process.availableMemory(), allBytes) };
}

function judgeAlone(memory: Memory): Judged {
  return memory.freeBytes < LEAST_FREE_BYTES
    ? ['warning', doctorWords.memoryLow(memory)]
    : ['ok', doctorWords.memory(memory)];
}

function judge({ host, isHere, models }: ModelFootprint, memory: Memory): Judged {
  const bytes = models.reduce((sum, model) => sum + model.bytes, 0) * LOADED_OF_WEIGHTS;
  const taken = { models, bytes, host };
  if (!isHere) return ['note', doctorWords.memoryElsewhere(taken)];
  if (models.some(({ isOnCard }) => isOnCard)) return ['ok', doctorWords.memoryOnCard(taken)];
  const mend = mendFor(models.map(({ name }) => name));
  if (bytes > memory.allBytes) {
    // A server may have a graphics card nobody has seen yet.
    return [host === null ? 'error' : 'warning', doctorWords.memoryTooSmall(taken, memory, mend)];
  }
  return bytes - loadedOf(models, bytes) > memory.freeBytes
    ? ['warning', doctorWords.memoryTaken(taken, memory, mend)]
    : ['ok', doctorWords.memoryFits(taken, memory)];
}

/** Where nobody tells what is loaded all may be. */
function loadedOf(models: ModelFootprint['models'], bytes: number): number {
  return models.reduce((sum, { loadedBytes }) => sum + (loadedBytes ?? bytes), 0);
}

function mendFor(names: readonly string[]): string | null {
  return names.includes(SMALL_CHAT_MODEL) ? null : SMALL_CHAT_MODEL;
}
