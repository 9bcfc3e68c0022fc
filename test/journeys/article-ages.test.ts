import { afterEach, describe, expect, test } from 'vitest';
import { replyText } from '../fakes/ollama-server.ts';
import { startDiscordBench, type DiscordBench } from './discord-bench.ts';

let bench: DiscordBench;
afterEach(() => bench.end());

const article = (title: string, language: string, published: string, text: string): string =>
  `---\ntitle: ${title}\nlanguage: ${language}\npublished: ${published}\n---\n${text}\n`;

const articles = {
  'alt.md': article(
    'Fähren 2023',
    'de',
    '2023-07-18',
    'Die Fähre Kestrel trägt 40 Autos auf die Insel.',
  ),
  'neu.md': article(
    'Fähren 2026',
    'de',
    '2026-02-03',
    'Die Fähre Kestrel trägt nach dem Umbau nun 60 Autos auf die Insel.',
  ),
  'old.md': article('Lights', 'en', '2022-01-05', 'The lighthouse of Skerry is 30 metres high.'),
  'new.md': article(
    'Lights measured',
    'en',
    '2025-11-30',
    'The lighthouse of Skerry is 41 metres high.',
  ),
};

describe('articles of different age that differ', () => {
  test('German: the newer stands first in the prompt, the answer says so, sources carry the day', async () => {
    bench = await startDiscordBench({ articles });
    bench.ollama.onChat(() =>
      replyText('Die Fähre Kestrel trägt nach dem Umbau nun 60 Autos auf die Insel [1].'),
    );
    const asked = bench.ask('Wie viele Autos trägt die Fähre Kestrel?', { locale: 'de' });
    await bench.finished(asked);
    const { prompt } = bench.ollama.chatRequests[0]!;
    expect(prompt).toContain('(Fähren 2026, 2026-02)\n[1]');
    expect(prompt).toContain('(Fähren 2023, 2023-07)\n[2]');
    expect(asked.texts[0]).toContain(
      '-# Ältere und neuere Artikel widersprechen sich: „Fähren 2026“ (03.02.2026) sagt etwas anderes als „Fähren 2023“ (18.07.2023).',
    );
    expect(asked.texts[0]).toContain('-# [1] Fähren 2026 (03.02.2026)');
  });

  test('English, without a model: the newer passage stands first', async () => {
    bench = await startDiscordBench({ articles, models: ['bge-m3'] });
    const asked = bench.ask('How high is the lighthouse of Skerry?');
    await bench.finished(asked);
    expect(asked.texts[0]).toContain(
      'Older and newer articles differ: “Lights measured” (30 Nov 2025) says otherwise than “Lights” (5 Jan 2022).',
    );
    const [first, second] = [
      '**[1] Lights measured (30 Nov 2025)**',
      '**[2] Lights (5 Jan 2022)**',
    ];
    expect(asked.texts[0]).toContain(first);
    expect(asked.texts[0]!.indexOf(second)).toBeGreaterThan(asked.texts[0]!.indexOf(first));
  });
});
