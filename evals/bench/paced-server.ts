import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { Clock } from '../../src/domain/ports.ts';
import { wordsVector } from './bench-vectors.ts';

/** How fast every paced server is: about a small model on a graphics card of some years ago. */
export const PACED = { readMsPerChar: 0.05, tokenMs: 20, answerTokens: 40 } as const;
export const PACED_MODELS = { chat: 'paced-chat', embed: 'paced-embed' } as const;

const NS_PER_MS = 1_000_000;
const DIGEST = 'a'.repeat(64);

const Body = z.object({
  messages: z.array(z.object({ content: z.string() })).default([]),
  input: z.union([z.string(), z.array(z.string())]).default([]),
});

/** A model server on loopback that answers one chat at a time, each word when it is due. */
export interface PacedServer {
  readonly url: string;
  /** Time it was busy with chats since the start, in ms. */
  busyMs(): number;
  close(): Promise<void>;
}

/** `answer`: text by the last message of the chat; padded to the same number of words for all. */
export async function startPacedServer(
  answer: (question: string) => string,
  clock: Clock,
): Promise<PacedServer> {
  let last: Promise<unknown> = Promise.resolve();
  let busyMs = 0;
  const chat = async (prompt: readonly string[], response: ServerResponse): Promise<void> => {
    const startedMs = clock.elapsed();
    await writePaced(response, { prompt, answer, clock });
    busyMs += clock.elapsed() - startedMs;
  };
  const http = createServer((request, response) => {
    void readBody(request).then((body) => {
      if (request.url !== '/api/chat' || body.messages.length === 0) {
        return sendJson(response, plainReply(request.url ?? '', body));
      }
      const prompt = body.messages.map(({ content }) => content);
      last = last.then(() => chat(prompt, response));
    });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    busyMs: () => busyMs,
    async close() {
      const closed = once(http, 'close');
      http.close();
      http.closeAllConnections();
      await closed;
    },
  };
}

interface PacedChat {
  readonly prompt: readonly string[];
  readonly answer: (question: string) => string;
  readonly clock: Clock;
}

/** Each piece is due at a time counted from the start, so that late timers do not add up. */
async function writePaced(response: ServerResponse, chat: PacedChat): Promise<void> {
  const { prompt, clock } = chat;
  const { readMsPerChar, tokenMs, answerTokens } = PACED;
  const startedMs = clock.elapsed();
  const chars = prompt.reduce((sum, text) => sum + text.length, 0);
  const readMs = chars * readMsPerChar;
  const until = (dueMs: number): Promise<void> =>
    clock.sleep(Math.max(0, startedMs + dueMs - clock.elapsed()));
  const words = chat.answer(prompt.at(-1) ?? '').split(' ');
  response.setHeader('content-type', 'application/x-ndjson');
  for (let token = 0; token < answerTokens; token += 1) {
    await until(readMs + (token + 1) * tokenMs);
    if (response.destroyed) return;
    const word = words[token];
    if (word === undefined) continue;
    const content = token === 0 ? word : ` ${word}`;
    writeLine(response, { message: { role: 'assistant', content } });
  }
  writeLine(response, {
    ...{ message: { role: 'assistant', content: '' }, done: true, done_reason: 'stop' },
    ...{ prompt_eval_count: Math.ceil(chars / 4), prompt_eval_duration: readMs * NS_PER_MS },
    ...{ eval_count: answerTokens, eval_duration: answerTokens * tokenMs * NS_PER_MS },
  });
  response.end();
}

function writeLine(response: ServerResponse, fields: object): void {
  const line = { model: PACED_MODELS.chat, created_at: '2025-06-02T12:00:00Z', done: false };
  response.write(`${JSON.stringify({ ...line, ...fields })}\n`);
}

/** What is asked beside answers: health, models, vectors, and to load. */
function plainReply(path: string, { input }: z.infer<typeof Body>): object {
  switch (path) {
    case '/api/version':
      return { version: '0.17.4' };
    case '/api/tags':
      return {
        models: Object.values(PACED_MODELS).map((name) => {
          const model = `${name}:latest`;
          return { name: model, model, digest: DIGEST, size: 1, modified_at: '2025-06-02' };
        }),
      };
    case '/api/embed':
      return { embeddings: [input].flat().map((text) => [...wordsVector(text)]) };
    case '/api/ps':
      return { models: [] };
    case '/api/show':
      return { details: {} };
    default:
      return { message: { role: 'assistant', content: '' }, done: true, done_reason: 'load' };
  }
}

async function readBody(incoming: IncomingMessage): Promise<z.infer<typeof Body>> {
  let text = '';
  for await (const chunk of incoming) text += String(chunk);
  return Body.parse(text === '' ? {} : JSON.parse(text));
}

function sendJson(response: ServerResponse, body: object): void {
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.end(JSON.stringify(body));
}
