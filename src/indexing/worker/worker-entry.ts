/** What the thread of an `IndexWorkerClient` runs. */
export const INDEX_WORKER = new URL('./index-worker.ts', import.meta.url);
