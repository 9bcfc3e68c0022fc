import { afterAll, afterEach, beforeAll } from 'vitest';
import { cleanUp } from './clean-up.ts';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);
const realFetch = globalThis.fetch;

/** Unit tests and journeys talk to this machine only; anything else is a fault in the test. */
beforeAll(() => {
  globalThis.fetch = (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input.toString());
    if (!LOOPBACK.has(url.hostname)) throw new Error(`The network is off in tests: ${url.host}`);
    return realFetch(input, init);
  };
});

afterEach(cleanUp);

afterAll(() => {
  globalThis.fetch = realFetch;
});
