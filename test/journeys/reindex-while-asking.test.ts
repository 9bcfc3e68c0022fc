import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { ReindexEvent } from '../../src/application/reindexing/reindex-desk.ts';
import type { Answer } from '../../src/domain/answer.ts';
import { createArticleShelf } from '../../src/indexing/corpus/article-shelf.ts';
import { documentOf } from '../fakes/documents.ts';
import { replyHeld, replyText } from '../fakes/ollama-server.ts';
import { startBench, type CriaBench } from './cria-bench.ts';

const SERVER = '123456789012345678';
const QUESTIONS = 200;
/** Asked before the new passages may be embedded, so that they meet the build. */
const BEFORE = 60;
/** Under way at once. */
const ASKERS = 8;
const TOPICS = ['Leck', 'Lizenz', 'Speicher', 'Werkzeug', 'Daten', 'Rechner', 'Modell', 'Torrent'];
const SLOW_MS = 120_000; // the limit of a test here, not a pause

let bench: CriaBench;
afterEach(() => bench.end());

/** Articles whose every passage says which state of the corpus it is from. */
function articlesOf(state: string): Record<string, string> {
  return Object.fromEntries(
    TOPICS.map((topic) => [
      `${topic.toLowerCase()}.md`,
      `---\ntitle: ${topic}\nlanguage: de\n---\n` +
        ['Anfang', 'Mitte', 'Ende']
          .map(
            (part) =>
              `## ${part}\n\nDer Artikel sagt zu ${topic} den Stand ${state} im Teil ${part}.\n`,
          )
          .join('\n'),
    ]),
  );
}

/** The states of the passages an answer was made from; `eigen` is the server's own. */
function statesOf({ passages }: Answer): readonly string[] {
  const states = passages.map(({ passage }) => /Stand (\w+)/u.exec(passage.text)?.[1] ?? 'none');
  return [...new Set(states)].filter((state) => state !== 'eigen');
}

async function lastOf(events: AsyncIterable<ReindexEvent>): Promise<ReindexEvent> {
  let last: ReindexEvent | null = null;
  for await (const event of events) last = event;
  return last!;
}

async function addOwn(): Promise<void> {
  const { knowledgeDir, dataDir, cria } = bench;
  const shelf = createArticleShelf({ knowledgeDir, dataDir });
  const document = documentOf({
    ...{ title: 'Eigenes', language: 'de', url: null },
    markdown: 'Der eigene Artikel sagt zu Leck und Lizenz den Stand eigen.',
  });
  await shelf.put(SERVER, document, { addedBy: 'operator', addedAtMs: 0 });
  await cria.spaces.change(SERVER, (service) => service.rebuildChanged());
}

test(
  'two hundred questions during a reindex and its swap are each answered from one generation',
  async () => {
    bench = await startBench({ articles: articlesOf('eins') });
    await bench.prepare();
    await addOwn();
    const { services, knowledge } = bench.cria;
    const old = knowledge.state().generation!.id;
    // The chat says back what it was given.
    const echo = (prompt: string): string =>
      `Der Artikel sagt den Stand ${/Stand (eins|zwei)/u.exec(prompt)?.[1] ?? 'nichts'} [1].`;
    bench.server.onChat((request) =>
      request.question.includes('Langsam')
        ? replyHeld(['Der Artikel sagt', ' den Stand eins [1].'])
        : replyText(echo(request.prompt)),
    );
    const slow = bench.ask('Langsam: Was sagt der Artikel zu Leck?', { guildId: SERVER });
    while (bench.server.chatRequests.length === 0) await nextTurn();

    await bench.write(articlesOf('zwei'));
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    bench.server.onEmbed(async ({ inputs }) => {
      if (inputs.some((text) => text.includes('Stand zwei'))) await held;
      return null;
    });
    const reindexing = lastOf(services.reindex.apply({ guildId: null, userId: 'operator' }));
    while (knowledge.state().building?.phase !== 'embedding') await nextTurn();

    const answers: Answer[] = [];
    let asked = 0;
    const askAll = async (): Promise<void> => {
      while (asked < QUESTIONS) {
        const at = asked++;
        if (at === BEFORE) letGo();
        // The second half of the questions follows the swap.
        if (at >= QUESTIONS / 2) await reindexing;
        const guildId = at % 2 === 0 ? SERVER : null;
        const topic = TOPICS[at % TOPICS.length]!;
        answers.push(await bench.ask(`Was sagt der Artikel zu ${topic}?`, { guildId }));
      }
    };
    await Promise.all(Array.from({ length: ASKERS }, askAll));
    expect(await reindexing).toMatchObject({ type: 'end', reports: [{ space: 'shared' }] });
    const now = knowledge.state().generation!.id;
    expect(now).not.toBe(old);

    expect(answers).toHaveLength(QUESTIONS);
    for (const answer of answers) {
      const [state, ...others] = statesOf(answer);
      expect(others).toEqual([]);
      expect(answer).toMatchObject({ mode: 'generated', reason: null });
      expect(answer.answer).toContain(`den Stand ${state!}`);
      expect(answer.citations).not.toEqual([]);
      expect(answer.index!.split('+')[0]).toBe(state === 'eins' ? old : now);
    }
    const from = (id: string): number =>
      answers.filter(({ index }) => index!.startsWith(id)).length;
    expect(from(old)).toBeGreaterThanOrEqual(BEFORE - ASKERS);
    expect(from(now)).toBeGreaterThanOrEqual(QUESTIONS / 2);
    expect(answers.filter(({ index }) => index!.includes('+'))).toHaveLength(QUESTIONS / 2);

    // The one that began before the reindex ends from what it began with.
    for (const request of bench.server.chatRequests) request.release(Infinity);
    const late = await slow;
    expect(statesOf(late)).toEqual(['eins']);
    expect(late).toMatchObject({
      mode: 'generated',
      index: expect.stringContaining(`${old}+`) as unknown,
    });
    bench.server.assertNoSurprises();
  },
  SLOW_MS,
);

describe('in the middle of a reindex', () => {
  /** More than one batch of texts. */
  const many = (state: string): Record<string, string> =>
    Object.fromEntries(
      Array.from({ length: 70 }, (_, at) => [
        `artikel-${at}.md`,
        `---\ntitle: Artikel ${at}\nlanguage: de\n---\nDer Artikel ${at} hat den Stand ${state}.\n`,
      ]),
    );

  test(
    'Ollama goes and comes back: nothing is embedded twice, and the old index answers meanwhile',
    async () => {
      bench = await startBench({ articles: many('eins') });
      await bench.prepare();
      const old = bench.cria.knowledge.state().generation!.id;
      await bench.write(many('zwei'));
      const embedded: string[] = [];
      let isLost = false;
      bench.server.onEmbed(async ({ inputs }) => {
        const texts = inputs.filter((text) => text.includes('Stand zwei'));
        if (embedded.length > 0 && !isLost) {
          isLost = true;
          await bench.server.setDown(true);
        } else embedded.push(...texts);
        return null;
      });
      const reindexing = lastOf(
        bench.cria.services.reindex.apply({ guildId: null, userId: 'operator' }),
      );
      await bench.until(() => bench.cria.health.current().status === 'unreachable');
      const answer = await bench.ask('Welchen Stand hat der Artikel 7?');
      expect(answer).toMatchObject({ mode: 'passages', index: old });
      await bench.server.setDown(false);
      expect(await bench.settled(reindexing)).toMatchObject({
        type: 'end',
        reports: [{ report: { outcome: 'current', changed: { length: 70 } } }],
      });
      expect(isLost).toBe(true);
      expect(new Set(embedded).size).toBe(embedded.length);
      const { generation } = bench.cria.knowledge.state();
      expect(generation).toMatchObject({ articles: 70, embedder: { model: 'bge-m3' } });
      expect(generation!.id).not.toBe(old);
    },
    SLOW_MS,
  );

  test(
    'an article is deleted: the rest is indexed, and the next look finds what is left',
    async () => {
      bench = await startBench({ articles: many('eins') });
      await bench.prepare();
      await bench.write({ ...many('zwei'), 'neu.md': 'Der neue Artikel hat den Stand neu.\n' });
      let deleted: Promise<void> | null = null;
      const events = bench.cria.services.reindex.apply({ guildId: null, userId: 'operator' });
      let end: ReindexEvent | null = null;
      for await (const event of events) {
        deleted ??= unlink(join(bench.knowledgeDir, 'artikel-69.md'));
        end = event;
      }
      await deleted;
      expect(end).toMatchObject({ type: 'end', reports: [{ report: { outcome: 'current' } }] });
      const again = await lastOf(
        bench.cria.services.reindex.apply({ guildId: null, userId: 'operator' }),
      );
      expect(again).toMatchObject({ type: 'end' });
      expect(bench.cria.knowledge.state().generation).toMatchObject({ articles: 70 });
      expect(await bench.cria.knowledge.buildCause()).toBeNull();
    },
    SLOW_MS,
  );
});
