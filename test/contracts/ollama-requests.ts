import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** A server with `CHAT` and `EMBEDDER` installed. */
export interface OllamaHarness {
  readonly url: string;
  close(): Promise<void>;
}

const CHAT = 'smollm2:135m';
const EMBEDDER = 'multilingual-e5-small';
const HELLO = [{ role: 'user', content: 'Hello' }];
const SCHEMA = { type: 'object', properties: { claim: { type: 'string' } } };

type Case = readonly [what: string, body: Readonly<Record<string, unknown>>, said: number | RegExp];

const EMBEDS: readonly Case[] = [
  ['no texts', { input: [] }, 200],
  ['the default namespace', { model: `library/${EMBEDDER}`, input: [] }, 200],
  ['the default registry', { model: `registry.ollama.ai/library/${EMBEDDER}:latest` }, 200],
  ['capitals', { model: EMBEDDER.toUpperCase(), input: [] }, 200],
  ['another namespace', { model: `somebody/${EMBEDDER}` }, /not found/u],
  ['a model that is no name', { model: 5 }, /number into .*EmbedRequest\.model of type string/u],
  ['an input that is no text', { input: 5 }, /^invalid input type$/u],
  ['a list with what is no text', { input: [5] }, /^invalid input type$/u],
  ['truncate as text', { input: [], truncate: 'false' }, /string into .*truncate of type bool/u],
  ['threads as text', { input: [], options: { num_thread: '1' } }, /"num_thread" .*integer/u],
  ['minutes', { input: [], keep_alive: '30m' }, 200],
  ['hours and minutes', { input: [], keep_alive: '1h30m' }, 200],
  ['half an hour', { input: [], keep_alive: '0.5h' }, 200],
  ['a number of seconds', { input: [], keep_alive: 30 }, 200],
  ['for ever', { input: [], keep_alive: -1 }, 200],
  ['for ever as text', { input: [], keep_alive: '-1' }, /missing unit in duration "-1"/u],
  ['seconds as text', { input: [], keep_alive: '30' }, /missing unit in duration "30"/u],
  ['days', { input: [], keep_alive: '1d' }, /unknown unit "d" in duration "1d"/u],
  ['nothing', { input: [], keep_alive: '' }, /invalid duration ""/u],
  ['yes', { input: [], keep_alive: true }, /Unsupported type: 'bool'/u],
];

const CHATS: readonly Case[] = [
  ['what Cria sends', { messages: [], stream: true, think: false, shift: false }, 200],
  ['stream as text', { messages: [], stream: 'yes' }, /string into .*stream of type bool/u],
  ['shift as text', { messages: [], shift: 'no' }, /string into .*shift of type bool/u],
  ['a thought of another kind', { messages: [], think: 'maybe' }, /invalid think value: "maybe"/u],
  ['for ever as text', { messages: [], keep_alive: '-1' }, /missing unit/u],
  [
    'a message that is no text',
    { messages: [{ role: 'user', content: 5 }] },
    /content of type string/u,
  ],
  ['a window as text', { messages: HELLO, options: { num_ctx: '512' } }, /"num_ctx" .*integer/u],
  [
    'warmth as text',
    { messages: HELLO, options: { temperature: '0' } },
    /"temperature" .*float32/u,
  ],
  [
    'a format of another kind',
    { messages: HELLO, format: 'yaml', stream: false },
    /invalid format: .*yaml/u,
  ],
  [
    'a schema',
    { messages: HELLO, format: SCHEMA, stream: false, options: { num_predict: 1 } },
    200,
  ],
  ['a missing model', { model: 'absent', messages: [] }, /^model 'absent' not found$/u],
];

/** What a server takes and refuses of the fields Cria sends; the fake is held to the real one by it. */
export function ollamaRequestContract(name: string, start: () => Promise<OllamaHarness>): void {
  describe(`Ollama's requests: ${name}`, () => {
    let harness: OllamaHarness;
    beforeAll(async () => {
      harness = await start();
    });
    afterAll(() => harness.close());

    const send = async (path: string, body: object) => {
      const response = await fetch(harness.url + path, {
        method: 'POST',
        body: JSON.stringify(body),
      });
      const text = await response.text();
      const said = (JSON.parse(text.split('\n')[0] ?? '') as { error?: string }).error ?? '';
      return { status: response.status, said };
    };
    const check = async (path: string, body: object, expected: Case[2]) => {
      const { status, said } = await send(path, body);
      if (typeof expected === 'number') expect({ status, said }).toEqual({ status: 200, said: '' });
      else expect(said).toMatch(expected);
    };

    test.each(EMBEDS)('embed with %s', (_what, body, expected) =>
      check('/api/embed', { model: EMBEDDER, ...body }, expected),
    );
    test.each(CHATS)('chat with %s', (_what, body, expected) =>
      check('/api/chat', { model: CHAT, ...body }, expected),
    );
  });
}
