import { afterEach, describe, expect, test } from 'vitest';
import { replyText } from '../fakes/ollama-server.ts';
import { startDiscordBench, type DiscordBench } from './discord-bench.ts';

let bench: DiscordBench;
afterEach(() => bench.end());

const articles = {
  'flotte.md': `---
title: Die Flotte
language: de
---
Drei Schiffe fahren zur Insel.

## Fähren im Vergleich

| Fähre | Autos |
|---|---|
| Kestrel | 40 |
| Möwe 2 | 60 |
| Sturmvogel | 12 |
`,
  'lights.md': `---
title: Lights of the coast
language: en
---
Lighthouses such as Skerry, Ness Point and Holm Head guide the ships at night.
`,
  'more-lights.md': `---
title: New lights
language: en
---
Vard is a lighthouse on the far island.
`,
};

describe('a question for a list', () => {
  test('German: names from a table, each with its source, without asking the model', async () => {
    bench = await startDiscordBench({ articles });
    const asked = bench.ask('Nenne alle Fähren', { locale: 'de' });
    await bench.finished(asked);
    expect(asked.texts[0]).toContain('- Kestrel [1]\n- Möwe 2 [1]\n- Sturmvogel [1]');
    expect(asked.texts[0]).toContain('-# Aus einem Artikel zusammengesucht, vielleicht nicht');
    expect(asked.texts[0]).toContain('-# [1] Die Flotte › Fähren im Vergleich');
    expect(bench.ollama.chatRequests).toHaveLength(0);
  });

  test('English: over several articles, and without any model', async () => {
    bench = await startDiscordBench({ articles, models: [] });
    const asked = bench.ask('Which lighthouses are there?');
    await bench.finished(asked);
    expect(asked.texts[0]).toContain('- Vard [1]\n- Skerry [2]\n- Ness Point [2]\n- Holm Head [2]');
    expect(asked.texts[0]).toContain('-# Gathered from 2 articles, perhaps not all there is.');
  });

  test('what only looks like one goes to the model, the list of articles to the bot itself', async () => {
    bench = await startDiscordBench({ articles });
    bench.ollama.onChat(() => replyText('Die Fähre Möwe 2 trägt 60 Autos [1].'));
    const own = bench.ask('Liste alle Artikel', { locale: 'de', userId: '100000000000000002' });
    await bench.finished(own);
    expect(own.texts[0]).toContain('Die Flotte');
    expect(bench.ollama.chatRequests).toHaveLength(0);
    const asked = bench.ask('Welche Fähre trägt 60 Autos?', { locale: 'de' });
    await bench.finished(asked);
    expect(bench.ollama.chatRequests).toHaveLength(1);
  });
});
