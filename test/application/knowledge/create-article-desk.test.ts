import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MAX_DOCUMENT_BYTES } from '../../../src/domain/documents.ts';
import {
  MAX_PROPOSALS,
  MAX_SERVER_PROPOSALS,
  PROPOSAL_LIFETIME_MS,
  type ArticleDesk,
} from '../../../src/application/knowledge/article-desk.ts';
import type { GivenFile } from '../../../src/application/command.ts';
import { createArticleDesk } from '../../../src/application/knowledge/create-article-desk.ts';
import type { DocumentSource, ExtractedDocument } from '../../../src/domain/documents.ts';
import { AppError } from '../../../src/domain/errors.ts';
import type { RetrieveRequest } from '../../../src/domain/ports.ts';
import { documentOf } from '../../fakes/documents.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { MemoryShelf } from '../../fakes/memory-shelf.ts';
import { rankedPassages } from '../../fakes/passages.ts';
import { spaceParts, type MemoryIndexStore, scopeSeen } from '../knowledge-parts.ts';

const SERVER = '123456789012345678';
const OTHER = '223456789012345678';
const ADDRESS = { address: 'https://articles.example/llamas' };
const diskFull = new AppError('disk-full', 'No space left.');

let parts: ReturnType<typeof spaceParts>;
let shelf: MemoryShelf;
let clock: ManualClock;
let desk: ArticleDesk;
let document: ExtractedDocument;
let extracted: DocumentSource[];
let fetched: string[];
let retrieved: RetrieveRequest[];
let embedFault: AppError | null;

beforeEach(async () => {
  parts = spaceParts();
  shelf = new MemoryShelf();
  clock = new ManualClock();
  document = documentOf();
  [extracted, fetched, retrieved] = [[], [], []];
  embedFault = null;
  parts.withArticles.has = (guildId) => shelfHas(guildId);
  const { spaces: knowledge, logger, store } = parts;
  let ids = 0;
  desk = createArticleDesk({
    ...{ shelf, knowledge, clock, logger },
    newId: () => `p${++ids}`,
    extract: async (source) => {
      extracted.push(source);
      return document;
    },
    fetchPage: async (address) => {
      fetched.push(address);
      return { bytes: new Uint8Array([1]), name: 'llamas', contentType: 'text/html', url: address };
    },
    retrieve: async (request) => {
      retrieved.push(request);
      if (request.embedder !== null && embedFault !== null) throw embedFault;
      const ranked = rankedPassages([{}]);
      return { ranked, considered: ranked, words: { words: [], unknown: [] }, calibration: null, embedding: null };
    },
  });
  store.passages = rankedPassages([
    { articleId: 'leak', title: 'The leak' },
    { articleId: 'llama-2', title: 'Llama 2' },
  ]);
  await knowledge.shared.rebuild();
  store.builds.length = 0;
});
afterEach(() => parts.spaces.close());

const known = new Set<string>();
function shelfHas(guildId: string): boolean {
  return known.has(guildId);
}
beforeEach(() => {
  known.clear();
  const put = shelf.put.bind(shelf);
  shelf.put = async (key, ...rest) => {
    const result = await put(key, ...rest);
    if (key !== null) known.add(key);
    return result;
  };
  const clear = shelf.clear.bind(shelf);
  shelf.clear = async (guildId) => {
    known.delete(guildId);
    await clear(guildId);
  };
});

/** The store of a server, which indexes what is on its shelf. */
function ownStore(guildId = SERVER): MemoryIndexStore {
  const store = parts.storeOf(guildId);
  store.faults = [];
  const build = store.build.bind(store);
  store.build = async (options) => {
    const articles = await shelf.list(guildId);
    store.passages = rankedPassages(articles.map(({ id, title }) => ({ articleId: id, title })));
    store.hash = JSON.stringify(articles);
    return build(options);
  };
  return store;
}

async function add(fields: Partial<ExtractedDocument> = {}, key: string | null = SERVER) {
  document = documentOf(fields);
  const proposal = await desk.propose({ key, userId: '7', from: ADDRESS });
  return desk.accept(proposal.id, { key, userId: '7' });
}

describe('a proposal', () => {
  test('of an address is what was extracted from the page', async () => {
    const proposal = await desk.propose({ key: SERVER, userId: '7', from: ADDRESS });
    expect(proposal).toEqual({ id: 'p1', document, replaces: null });
    expect(fetched).toEqual([ADDRESS.address]);
    expect(extracted[0]).toMatchObject({ url: ADDRESS.address, contentType: 'text/html' });
    expect(await shelf.isEmpty(SERVER)).toBe(true);
  });

  test('of a file is what was extracted from its bytes', async () => {
    const limits: number[] = [];
    const file: GivenFile = {
      ...{ name: 'llamas.pdf', contentType: 'application/pdf', sizeBytes: 3 },
      read: async (maxBytes) => {
        limits.push(maxBytes);
        return new Uint8Array([1, 2, 3]);
      },
    };
    await desk.propose({ key: SERVER, userId: '7', from: { file } });
    expect(extracted).toEqual([
      {
        bytes: new Uint8Array([1, 2, 3]),
        name: 'llamas.pdf',
        contentType: 'application/pdf',
        url: null,
      },
    ]);
    expect(limits).toEqual([MAX_DOCUMENT_BYTES]);
  });

  test('is called as was wished, on one line, else as the document calls itself', async () => {
    const wished = async (title: string): Promise<string> =>
      (await desk.propose({ key: SERVER, userId: '7', from: ADDRESS, title })).document.title;
    expect(await wished(' Where\nwe \u0007 meet ')).toBe('Where we meet');
    expect(await wished(' \n ')).toBe(document.title);
    expect(await wished('x'.repeat(500))).toHaveLength(200);
  });

  test('of a file that is too large is refused unread', async () => {
    const file: GivenFile = {
      ...{ name: 'x', contentType: null, sizeBytes: MAX_DOCUMENT_BYTES + 1 },
      read: () => Promise.reject(new Error('was read')),
    };
    const proposing = desk.propose({ key: SERVER, userId: '7', from: { file } });
    await expect(proposing).rejects.toMatchObject({ code: 'document-too-large' });
  });

  test('names the article it would replace, of the same server', async () => {
    ownStore();
    ownStore(OTHER);
    const first = await add();
    const again = await desk.propose({ key: SERVER, userId: '7', from: ADDRESS });
    expect(again.replaces).toEqual(first!.article);
    const other = await desk.propose({ key: OTHER, userId: '7', from: ADDRESS });
    expect(other.replaces).toBeNull();
  });

  test('is seen from its own server alone, for a quarter of an hour', async () => {
    const { id } = await desk.propose({ key: SERVER, userId: '7', from: ADDRESS });
    for (const key of [OTHER, null]) {
      expect(desk.proposal(id, key)).toBeNull();
      expect(await desk.accept(id, { key, userId: '8' })).toBeNull();
      desk.discard(id, key);
    }
    await clock.advance(PROPOSAL_LIFETIME_MS - 1);
    expect(desk.proposal(id, SERVER)).not.toBeNull();
    await clock.advance(1);
    expect(desk.proposal(id, SERVER)).toBeNull();
    expect(await desk.accept(id, { key: SERVER, userId: '7' })).toBeNull();
  });

  test('is forgotten when it is discarded, and when too many of its own server wait', async () => {
    const first = await desk.propose({ key: SERVER, userId: '7', from: ADDRESS });
    const second = await desk.propose({ key: SERVER, userId: '7', from: ADDRESS });
    desk.discard(first.id, SERVER);
    desk.discard(first.id, SERVER);
    expect(desk.proposal(first.id, SERVER)).toBeNull();
    for (let at = 0; at < MAX_PROPOSALS; at += 1) {
      await desk.propose({ key: OTHER, userId: '7', from: ADDRESS });
    }
    expect(desk.proposal(second.id, SERVER)).not.toBeNull();
    for (let at = 0; at < MAX_SERVER_PROPOSALS; at += 1) {
      expect(desk.proposal(second.id, SERVER)).not.toBeNull();
      await desk.propose({ key: SERVER, userId: '7', from: ADDRESS });
    }
    expect(desk.proposal(second.id, SERVER)).toBeNull();
  });

  test('of many servers are bounded together, and who has most gives way', async () => {
    const key = (at: number): string => `3${String(at).padStart(17, '0')}`;
    const [first] = [await desk.propose({ key: SERVER, userId: '7', from: ADDRESS })];
    const ids: string[] = [];
    for (let at = 0; at < MAX_PROPOSALS; at += 1) {
      const of = key(Math.floor(at / MAX_SERVER_PROPOSALS));
      ids.push((await desk.propose({ key: of, userId: '7', from: ADDRESS })).id);
    }
    expect(desk.proposal(first.id, SERVER)).not.toBeNull();
    expect(desk.proposal(ids[0]!, key(0))).toBeNull();
  });
});

describe('taking an article', () => {
  test('stores it with who and when, and indexes it for that server', async () => {
    const store = ownStore();
    const taken = await add();
    expect(taken).toMatchObject({
      outcome: 'added',
      article: { provenance: { addedBy: '7', addedAtMs: clock.now(), format: 'html' } },
      report: { outcome: 'current' },
    });
    expect(store.builds).toHaveLength(1);
    expect(parts.store.builds).toEqual([]);
    const seen = await desk.show(SERVER, taken!.article.id);
    expect(seen!.passages.map(({ articleId }) => articleId)).toEqual([taken!.article.id]);
  });

  test('happens once, however often it is pressed', async () => {
    ownStore();
    const { id } = await desk.propose({ key: SERVER, userId: '7', from: ADDRESS });
    const who = { key: SERVER, userId: '7' };
    const both = await Promise.all([desk.accept(id, who), desk.accept(id, who)]);
    expect(both.filter((taken) => taken !== null)).toHaveLength(1);
  });

  test('of the operator goes into the shared corpus', async () => {
    const taken = await add({}, null);
    expect(parts.store.builds).toHaveLength(1);
    expect(await shelf.list(null)).toEqual([taken!.article]);
  });

  test('that cannot be indexed takes it back; it can be tried again', async () => {
    const store = ownStore();
    store.nextFaults.push(diskFull);
    const { id } = await desk.propose({ key: SERVER, userId: '7', from: ADDRESS });
    const who = { key: SERVER, userId: '7' };
    await expect(desk.accept(id, who)).rejects.toBe(diskFull);
    expect(await shelf.isEmpty(SERVER)).toBe(true);
    expect(await desk.accept(id, who)).toMatchObject({ outcome: 'added' });
  });

  test('that cannot be indexed restores the one it replaced', async () => {
    const store = ownStore();
    const before = await add();
    store.nextFaults.push(diskFull);
    await expect(add({ title: 'New', markdown: 'New text.' })).rejects.toBe(diskFull);
    expect(await shelf.list(SERVER)).toEqual([before!.article]);
    expect(await shelf.read(SERVER, before!.article.id)).toBe(documentOf().markdown);
  });

  test('that the index leaves out takes it back', async () => {
    const store = ownStore();
    const put = shelf.put.bind(shelf);
    shelf.put = async (...given) => {
      const result = await put(...given);
      store.faults = [{ file: `${result.article.id}.md`, line: 2, message: 'No text.' }];
      return result;
    };
    await expect(add()).rejects.toMatchObject({ code: 'document-unreadable' });
    expect(await shelf.isEmpty(SERVER)).toBe(true);
  });

  test('that is called off takes it back', async () => {
    const store = ownStore();
    store.hold();
    const { id } = await desk.propose({ key: SERVER, userId: '7', from: ADDRESS });
    const abort = new AbortController();
    const who = { key: SERVER, userId: '7' };
    const accepting = desk.accept(id, who, { signal: abort.signal });
    while (store.builds.length === 0) await Promise.resolve();
    abort.abort();
    store.letGo();
    await expect(accepting).rejects.toMatchObject({ code: 'cancelled' });
    expect(await shelf.isEmpty(SERVER)).toBe(true);
  });

  test('does not cost the shared corpus its vectors', async () => {
    const { id } = await desk.propose({ key: null, userId: 'operator', from: ADDRESS });
    parts.health.state = { status: 'unreachable' };
    const accepting = desk.accept(id, { key: null, userId: 'operator' });
    await expect(accepting).rejects.toMatchObject({ code: 'model-unreachable' });
    expect(await shelf.isEmpty(null)).toBe(true);
    expect(parts.store.builds).toEqual([]);
  });

  test('of a server goes on by words alone without an embedder', async () => {
    const store = ownStore();
    parts.health.state = { status: 'unreachable' };
    expect(await add()).toMatchObject({ outcome: 'added' });
    expect(store.builds[0]!.embedder).toBeUndefined();
  });

  test('two at once are both in the index at the end', async () => {
    const store = ownStore();
    const [one, two] = await Promise.all([
      desk.propose({ key: SERVER, userId: '7', from: ADDRESS }),
      (async () => {
        document = documentOf({ url: null, title: 'Another' });
        return desk.propose({ key: SERVER, userId: '7', from: ADDRESS });
      })(),
    ]);
    const who = { key: SERVER, userId: '7' };
    await Promise.all([desk.accept(one.id, who), desk.accept(two.id, who)]);
    expect(store.passages).toHaveLength((await shelf.list(SERVER)).length);
  });
});

describe('removing an article', () => {
  test('takes it off the shelf and out of the index', async () => {
    const store = ownStore();
    await add();
    const other = await add({ url: null, title: 'Another' });
    expect(await desk.remove(SERVER, 'A page about llamas')).toBe('removed');
    expect(await desk.remove(SERVER, 'A page about llamas')).toBe('gone');
    expect(store.builds).toHaveLength(3);
    expect(await shelf.list(SERVER)).toEqual([other!.article]);
  });

  test('that is the last one leaves no index', async () => {
    const store = ownStore();
    const taken = await add();
    expect(await desk.remove(SERVER, taken!.article.id)).toBe('removed');
    expect(shelf.cleared).toEqual([SERVER]);
    expect(store.builds).toHaveLength(1);
    expect((await scopeSeen(parts.spaces, SERVER)).scope).toBe('all');
  });

  test('puts it back when the index cannot be built', async () => {
    const store = ownStore();
    const taken = await add();
    await add({ url: null, title: 'Another' });
    store.nextFaults.push(diskFull);
    await expect(desk.remove(SERVER, taken!.article.id)).rejects.toBe(diskFull);
    expect(await shelf.list(SERVER)).toContainEqual(taken!.article);
  });

  test('the operator sees and removes what no served generation holds', async () => {
    await shelf.put(null, documentOf({ title: 'Rolled back' }), {
      addedBy: 'operator',
      addedAtMs: 1,
    });
    const article = { title: 'Rolled back', space: 'shared' };
    expect(await desk.list(null)).toContainEqual(expect.objectContaining(article));
    expect(await desk.list(SERVER)).not.toContainEqual(expect.objectContaining(article));
    expect(await desk.remove(null, 'Rolled back')).toBe('removed');
    expect(await shelf.isEmpty(null)).toBe(true);
  });

  test('leaves the operator’s own and other servers’ articles', async () => {
    ownStore();
    const taken = await add();
    expect(await desk.remove(SERVER, 'leak')).toBe('shared');
    expect(await desk.remove(SERVER, 'The leak')).toBe('shared');
    expect(await desk.remove(OTHER, taken!.article.id)).toBe('gone');
    expect(await desk.remove(null, taken!.article.title)).toBe('gone');
    expect(await desk.remove(null, 'leak')).toBe('shared');
    expect(await shelf.list(SERVER)).toHaveLength(1);
  });
});

describe('looking', () => {
  test('lists the shared articles and the own ones by title, with where they come from', async () => {
    ownStore();
    await add();
    expect(await desk.list(SERVER)).toMatchObject([
      { title: 'A page about llamas', space: 'server', provenance: { addedBy: '7' } },
      { id: 'llama-2', title: 'Llama 2', space: 'shared', provenance: null },
      { id: 'leak', title: 'The leak', space: 'shared', provenance: null },
    ]);
    for (const key of [OTHER, null]) expect(await desk.list(key)).toHaveLength(2);
  });

  test('suggests titles that hold what was typed, those that begin with it first', async () => {
    ownStore();
    await add();
    const titles = async (typed: string, onlyOwn?: true): Promise<readonly string[]> => {
      const options = { limit: 2, ...(onlyOwn === undefined ? {} : { onlyOwn }) };
      return (await desk.suggest(SERVER, typed, options)).map(({ title }) => title);
    };
    expect(await titles('llama')).toEqual(['Llama 2', 'A page about llamas']);
    expect(await titles('')).toHaveLength(2);
    expect(await titles('', true)).toEqual(['A page about llamas']);
    expect(await titles('zebra')).toEqual([]);
    expect(await desk.suggest('no-server', 'x', { limit: 5 })).toEqual([]);
  });

  test('shows an article by id or title, whatever the case', async () => {
    for (const name of ['leak', 'The leak', ' the LEAK ']) {
      const seen = await desk.show(SERVER, name);
      expect(seen).toMatchObject({ article: { id: 'leak', space: 'shared' } });
      expect(seen!.passages).toHaveLength(1);
    }
    expect(await desk.show(SERVER, 'elsewhere')).toBeNull();
  });

  test('searches with the embedder, and by words when it fails', async () => {
    expect(await desk.search(SERVER, 'llama', { limit: 7 })).toHaveLength(1);
    expect(retrieved[0]).toMatchObject({ question: 'llama', limit: 7, embedder: parts.embedder });
    embedFault = new AppError('model-unreachable', 'gone');
    expect(await desk.search(SERVER, 'llama', { limit: 7 })).toHaveLength(1);
    expect(retrieved.at(-1)!.embedder).toBeNull();
    embedFault = new AppError('cancelled', 'aborted');
    await expect(desk.search(SERVER, 'x', { limit: 7 })).rejects.toBe(embedFault);
    expect(await desk.search(SERVER, '🦙', { limit: 7 })).toEqual([]);
  });

  test('says when there is no index', async () => {
    await parts.spaces.shared.close();
    expect(await desk.list(null)).toEqual([]);
    const searching = desk.search(null, 'llama', { limit: 1 });
    await expect(searching).rejects.toMatchObject({ code: 'index-missing' });
  });

  test('gives every generation back', async () => {
    await desk.list(SERVER);
    await desk.show(SERVER, 'leak');
    await desk.search(SERVER, 'llama', { limit: 1 });
    await parts.spaces.shared.rebuild();
    expect(parts.store.opened[0]!.closed).toBe(1);
  });
});

test('forgets a server with its articles, its index and its proposals, and again', async () => {
  const store = ownStore();
  await add();
  const waiting = await desk.propose({ key: SERVER, userId: '7', from: ADDRESS });
  await desk.forgetServer(SERVER);
  await desk.forgetServer(SERVER);
  expect(await shelf.isEmpty(SERVER)).toBe(true);
  expect(desk.proposal(waiting.id, SERVER)).toBeNull();
  expect(store.opened.every(({ closed }) => closed > 0)).toBe(true);
  expect((await scopeSeen(parts.spaces, SERVER)).scope).toBe('all');
});
