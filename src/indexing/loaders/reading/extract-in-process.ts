import { setTimeout as delay } from 'node:timers/promises';
import type { ExtractDocument } from '../../../domain/documents.ts';
import { createExtractDocument } from '../extract-document.ts';

/** Extraction for code that has no clock to pass, such as the build's own thread: real time. */
export const extractInProcess: ExtractDocument = createExtractDocument({
  clock: {
    async sleep(ms, signal) {
      await delay(ms, undefined, signal === undefined ? {} : { signal });
    },
  },
});
