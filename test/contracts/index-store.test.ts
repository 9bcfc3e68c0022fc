import { FakeEmbedder } from '../fakes/fake-embedder.ts';
import { FakeIndex } from '../fakes/fake-index.ts';
import { rankedPassages } from '../fakes/passages.ts';
import { MemoryIndexStore } from '../application/knowledge-parts.ts';
import { bench } from '../indexing/store-bench.ts';
import { writeFiles } from '../indexing/temp-folder.ts';
import { indexStoreContract } from './index-store.ts';
import { passageIndexContract } from './passage-index.ts';

const TWO = [
  { articleId: 'a', id: 'a#0', title: 'A', text: 'Ein llama.' },
  { articleId: 'b', id: 'b#0', title: 'B', text: 'Noch ein llama.' },
];

indexStoreContract('generations in memory', async () => {
  const store = new MemoryIndexStore();
  store.passages = rankedPassages(TWO);
  let corpus = 0;
  const change = async (): Promise<void> => void (store.hash = `corpus-${(corpus += 1)}-changed`);
  return { store, embedder: new FakeEmbedder(), change, end: async () => undefined };
});

indexStoreContract('generations in folders', async () => {
  const { store, knowledgeDir } = await bench({ 'a.md': 'Ein llama.', 'b.md': 'Noch ein llama.' });
  let articles = 0;
  const change = async (): Promise<void> => {
    articles += 1;
    await writeFiles(knowledgeDir, { [`c${articles}.md`]: `Das llama ${articles}.` });
  };
  return { store, embedder: new FakeEmbedder(), change, end: async () => undefined };
});

passageIndexContract('an index in memory', async () => ({
  index: new FakeIndex(rankedPassages(TWO)),
  embedder: new FakeEmbedder(),
}));
