import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { QueuedAnswerEvent } from '../../src/application/turns/queued-answers.ts';
import type { ArticleShelf } from '../../src/domain/documents.ts';
import { DEFAULT_GUILD_SETTINGS } from '../../src/domain/stores.ts';
import { createArticleShelf } from '../../src/indexing/corpus/article-shelf.ts';
import { member, memberCall } from '../fakes/calls.ts';
import { documentOf } from '../fakes/documents.ts';
import { replyHeld, replyText } from '../fakes/ollama-server.ts';
import { startBench, type CriaBench } from './cria-bench.ts';

const SERVERS = ['111111111111111111', '222222222222222222'] as const;
/** A server without articles, and no server at all: a direct message, the terminal. */
const VIEWERS = [...SERVERS, '333333333333333333', null] as const;
/** Stands in for what was asked where an output repeats it. */
const ASKED = '(asked)';
const SLOW_MS = 180_000; // the limit of a test here, not a pause

let bench: CriaBench;
let shelf: ArticleShelf;
beforeAll(async () => {
  bench = await startBench();
  const { knowledgeDir, dataDir } = bench;
  shelf = createArticleShelf({ knowledgeDir, dataDir });
  bench.server.onChat(() => replyText('The articles say so [1].'));
  await bench.prepare();
}, SLOW_MS);
afterAll(() => bench.end());

interface Secret {
  readonly token: string;
  readonly title: string;
  readonly heading: string;
  readonly body: string;
}

const VOCABULARY = ['Llama', 'Gewichte', 'licence', 'Modell', 'Torrent', 'weights', 'open', 'Meta'];
const words = fc.array(fc.constantFrom(...VOCABULARY), { minLength: 1, maxLength: 4 });
/** No word of any article, and of every other token. */
const token = fc.stringMatching(/^zq[a-z]{9}$/u);
const secret: fc.Arbitrary<Secret> = fc
  .record({ token, title: words, heading: words, body: words })
  .map((parts) => ({
    token: parts.token,
    title: `${parts.title.join(' ')} ${parts.token}`,
    heading: `${parts.token} ${parts.heading.join(' ')}`,
    body: `${parts.body.join(' ')} and ${parts.token}, Llama versus ${parts.token}. Meta said ${parts.token} is open.`,
  }));
const scenario = fc
  .tuple(...SERVERS.map(() => fc.array(secret, { minLength: 1, maxLength: 2 })))
  .filter((servers) => {
    const tokens = servers.flat().map((one) => one.token);
    return new Set(tokens).size === tokens.length;
  });
/** What is asked: shared words, a piece of any secret, a title, or all of it. */
const question = fc.record({
  words,
  of: fc.nat({ max: 3 }),
  form: fc.constantFrom('words', 'token', 'piece', 'title', 'heading', 'all'),
});

async function fill(guildId: string, secrets: readonly Secret[]): Promise<void> {
  await bench.cria.services.articles.forgetServer(guildId);
  for (const { token: secretToken, title, heading, body } of secrets) {
    const document = documentOf({
      ...{ format: 'markdown', published: null, author: secretToken, title },
      url: `https://x.example/${secretToken}`,
      markdown: `${body}

## ${heading}

${body}
`,
    });
    await shelf.put(guildId, document, { addedBy: '1'.repeat(18), addedAtMs: 0 });
  }
  await bench.cria.spaces.change(guildId, (service) => service.rebuildChanged());
}

/** Everything that somebody in that place can get out of the bot with a text. */
async function seen(guildId: string | null, text: string): Promise<unknown> {
  const { services, spaces } = bench.cria;
  const lease = await spaces.acquire(guildId);
  const found = await lease?.index.search({ text, limit: 50 });
  lease?.release();
  const typed = { text, guildId, maxChars: 100, language: 'en' } as const;
  const debate: unknown[] = [];
  const sides = { sideA: 'Llama', sideB: text.slice(0, 60), topic: text.slice(0, 100) };
  const { signal } = new AbortController();
  const held = services.debates.hold({
    ...sides,
    language: 'en',
    call: memberCall({ guildId }),
    signal,
  });
  if (!held.ok) throw new Error(held.reason);
  for await (const event of held.events) debate.push(event);
  return {
    answer: await bench.ask(text, { guildId }),
    candidates: found?.candidates,
    suggested: await services.suggestQuestions(typed),
    begun: await services.suggestQuestions({ ...typed, text: '' }),
    pairs: await services.proposeDebates({ ...typed, field: 'topic' }),
    names: await services.proposeDebates({ ...typed, field: 'side', text: '' }),
    debate,
    listed: await services.articles.list(guildId),
    titles: await services.articles.suggest(guildId, text, { limit: 25 }),
    allTitles: await services.articles.suggest(guildId, '', { limit: 25 }),
    shown: await services.articles.show(guildId, text),
    passages: await services.articles.search(guildId, text, { limit: 20 }),
    status: await services.reportStatus(guildId),
    unknown: found?.query.unknown,
  };
}

/** What was asked is no leak, whatever spelling it comes back in. */
function withoutAsked(output: unknown, text: string): string {
  let all = JSON.stringify(output).toLowerCase();
  for (const part of new Set(text.toLowerCase().match(/zq[a-z]+/gu))) {
    // Whole words alone: a piece of a token must not hide the token.
    all = all.replace(new RegExp(`(?<![a-z])${part}(?![a-z])`, 'gu'), ASKED);
  }
  return all;
}

test(
  'the secrets of one server never reach another, nor anybody outside',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        scenario,
        fc.array(question, { minLength: 3, maxLength: 3 }),
        async (all, asked) => {
          for (const [at, guildId] of SERVERS.entries()) await fill(guildId, all[at] ?? []);
          const secrets = all.flat();
          for (const { words: spoken, of, form } of asked) {
            const about = secrets[of % secrets.length]!;
            const text = {
              words: spoken.join(' '),
              token: about.token,
              piece: `${spoken.join(' ')} ${about.token.slice(0, 6)}`,
              title: about.title,
              heading: about.heading,
              all: about.body,
            }[form];
            for (const viewer of VIEWERS) {
              const at = SERVERS.findIndex((guildId) => guildId === viewer);
              const own = all[at] ?? [];
              const output = await seen(viewer, text);
              const told = withoutAsked(output, text);
              for (const { token: foreign } of secrets.filter((one) => !own.includes(one))) {
                expect(told).not.toContain(foreign);
                if (!text.includes(foreign)) continue;
                // Repeated, but as a word that nothing here knows.
                expect(output).toMatchObject({
                  unknown: expect.arrayContaining([foreign]) as unknown,
                });
                expect(
                  JSON.stringify((output as { candidates: unknown }).candidates),
                ).not.toContain(foreign);
              }
            }
          }
        },
      ),
      { numRuns: 3, endOnFailure: true }, // shrinking takes minutes here
    );
  },
  SLOW_MS,
);

test('the server itself sees its own everywhere', async () => {
  const mine = {
    ...{ token: 'zqwertyuiop', title: 'Llama zqwertyuiop', heading: 'zqwertyuiop weights' },
    body: 'The zqwertyuiop weights are kept in a drawer. Anna Berg, their keeper, said that Llama zqwertyuiop in its drawer is better than Llama.',
  };
  await fill(SERVERS[0], [mine]);
  const output = (await seen(SERVERS[0], 'Llama zqwertyuiop')) as Record<string, unknown>;
  for (const name of [
    'candidates',
    'answer',
    'suggested',
    'begun',
    'listed',
    'titles',
    'shown',
    'passages',
  ]) {
    expect(JSON.stringify(output[name]), name).toContain('zqwertyuiop');
  }
  expect(output['unknown']).toEqual([]);
  expect(JSON.stringify(output['debate'])).toMatch(/drawer/u);
  const elsewhere = (await seen(SERVERS[1], 'drawer')) as { unknown: readonly string[] };
  expect(JSON.stringify(elsewhere)).not.toContain('zqwertyuiop');
  expect(elsewhere.unknown).toEqual(['drawer']);
});

test('nobody joins an answer that is written from another server’s articles', async () => {
  const text = 'Where are the zqwertyuiop weights?';
  bench.server.onChat(({ prompt }) =>
    prompt.includes('drawer')
      ? replyHeld(['They are', ' in a drawer [1].'])
      : replyText('The articles do not say.'),
  );
  const chats = bench.server.chatRequests.length;
  const hearing = new Set<string>();
  const ask = async (guildId: string, userId: string): Promise<QueuedAnswerEvent> => {
    const call = memberCall({ caller: member({ id: userId }), guildId });
    const { signal } = new AbortController();
    const desk = bench.cria.services.desk;
    const answer = await desk.answer({
      question: text,
      call,
      settings: DEFAULT_GUILD_SETTINGS,
      isPrivate: false,
      language: null,
      after: null,
      again: null,
      signal,
    });
    if (!answer.ok) throw new Error(answer.refusal.reason);
    let last: QueuedAnswerEvent | null = null;
    for await (const event of answer.events) {
      last = event;
      hearing.add(userId);
    }
    return last!;
  };
  const own = ask(SERVERS[0], '1');
  while (bench.server.chatRequests.length === chats) await nextTurn();
  const same = ask(SERVERS[0], '2');
  const foreign = ask(SERVERS[1], '3');
  while (!hearing.has('2')) await nextTurn(); // it has joined
  for (let turn = 0; turn < 50; turn += 1) await nextTurn();
  for (const request of bench.server.chatRequests) request.release(Infinity);
  expect(JSON.stringify([await own, await same])).toMatch(/drawer.*drawer/u);
  const given = bench.server.chatRequests.slice(chats).map(({ prompt }) => prompt);
  expect(given.filter((prompt) => prompt.includes('drawer'))).toHaveLength(1);
  expect(JSON.stringify(await foreign)).not.toMatch(/drawer/u);
});
