import { parentPort, workerData } from 'node:worker_threads';

/* An index worker that never comes back from reading the first file, whatever it is told. */
const { at, store } = workerData;
const never = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

parentPort.on('message', ({ id, name }) => {
  if (name === 'isWhole') {
    parentPort.postMessage({ id, type: 'output', output: true });
    return;
  }
  at.set(new TextEncoder().encode(store.hangsAt));
  Atomics.wait(never, 0, 0);
});
