import { afterEach, describe, expect, test } from 'vitest';
import { replyHeld, replyText } from '../fakes/ollama-server.ts';
import { hasButton, startDiscordBench, type DiscordBench } from './discord-bench.ts';

let bench: DiscordBench;
afterEach(() => bench.end());

/** Twelve sections of which each is read in part. */
const LOG = Array.from(
  { length: 24 },
  (_, week) => `## Week ${week + 1}

In week ${week + 1} the ferry Kestrel carried many guests to the island. Fog held it up for some hours on one of the days. The crew painted the deck and counted the chairs.
`,
).join('\n');

const articles = {
  'die-faehre.md': `---
title: Die Fähre Kestrel
language: de
published: 2024-05-03
---
Die Fähre Kestrel wurde 1931 in Bergen gebaut. Sie ist weiß.

## Sommer

Im Sommer trägt die Fähre 40 Autos.

## Winter

Im Winter fährt die Fähre nur bei ruhiger See.
`,
  'log-of-the-ferry.md': `---
title: Log of the ferry
language: en
---
${LOG}`,
};

describe('the summary of an article that is named', () => {
  test('German: from all of it, with its day, each sentence checked and cited', async () => {
    bench = await startDiscordBench({ articles });
    bench.ollama.onChat(() =>
      replyText(
        'Die Fähre Kestrel wurde 1931 in Bergen gebaut [1]. Sie kann fliegen [1]. Im Sommer trägt die Fähre 40 Autos [3].',
      ),
    );
    const asked = bench.ask('Gib mir eine Zusammenfassung von die-fähre', { locale: 'de' });
    await bench.finished(asked);
    const { prompt } = bench.ollama.chatRequests[0]!;
    expect(prompt).toContain('Fasse die nummerierten Sätze unten zusammen.');
    expect(prompt).toContain('Im Winter fährt die Fähre nur bei ruhiger See.');
    expect(asked.texts[0]).toContain('-# Zusammenfassung von „Die Fähre Kestrel“ (03.05.2024).');
    expect(asked.texts[0]).toContain(
      'Die Fähre Kestrel wurde 1931 in Bergen gebaut [1]. Im Sommer trägt die Fähre 40 Autos [2].',
    );
    expect(asked.texts[0]).not.toContain('fliegen');
    expect(asked.texts[0]).toContain('-# [2] Die Fähre Kestrel › Sommer (03.05.2024)');
  });

  test('English: a long one in parts, with what is being read, and Stop', async () => {
    bench = await startDiscordBench({ articles });
    bench.ollama.onChat(({ prompt }) => {
      const first = /\[1\] ([^\n]*)\.\n/u.exec(prompt)?.[1] ?? '';
      return replyHeld([`${first} [1]. `, 'And']);
    });
    const asked = bench.ask('Please summarise the article “Log of the ferry”');
    const one = await bench.ollama.chatRequest(1);
    await bench.until(() => /Reading part 1 of \d and summarising it/u.test(asked.texts[0] ?? ''));
    expect(hasButton(asked.messages[0], 'stop')).toBe(true);
    one.release(Infinity);
    const two = await bench.ollama.chatRequest(2);
    await bench.until(() => /Reading part 2 of \d/u.test(asked.texts[0] ?? ''));
    expect(asked.texts[0]).toContain('In week 1 the ferry Kestrel carried many guests');
    two.release(1);
    bench.press(asked.messages[0], 'stop');
    await bench.finished(asked);
    expect(asked.texts[0]).toContain('Stopped on request; this is what had been written.');
    expect(asked.texts[0]).toMatch(/In week 1 the ferry Kestrel carried many guests .* \[1\]\./u);
  });

  test('without a model: the first sentence of each section', async () => {
    bench = await startDiscordBench({ articles, models: [] });
    const asked = bench.ask('Fasse den Artikel Die Fähre Kestrel zusammen', { locale: 'de' });
    await bench.finished(asked);
    expect(asked.texts[0]).toContain('-# Ohne Sprachmodell: der erste Satz jedes Abschnitts von');
    expect(asked.texts[0]).toContain(
      '- Die Fähre Kestrel wurde 1931 in Bergen gebaut. [1]\n- Im Sommer trägt die Fähre 40 Autos. [2]',
    );
    expect(asked.texts[0]).toContain('-# [2] Die Fähre Kestrel › Sommer');
  });

  test('a name that no article has is told, with the nearest', async () => {
    bench = await startDiscordBench({ articles });
    const asked = bench.ask('Summarise the article on the ferry to the moon and back');
    await bench.finished(asked);
    expect(asked.texts[0]).toContain('I have no article of that name. The nearest articles:');
    expect(asked.texts[0]).toContain('“Log of the ferry”');
    expect(bench.ollama.chatRequests).toHaveLength(0);
  });

  test('what only looks like a wish for one is a question', async () => {
    bench = await startDiscordBench({ articles });
    bench.ollama.onChat(() => replyText('Im Sommer trägt die Fähre 40 Autos [1].'));
    const asked = bench.ask('Fasst die Fähre Kestrel mehr als 30 Autos?', { locale: 'de' });
    await bench.finished(asked);
    expect(bench.ollama.chatRequests[0]!.prompt).toContain('Beantworte die Frage nur mit');
  });
});
