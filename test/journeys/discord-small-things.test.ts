import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { replyHeld, replyText } from '../fakes/ollama-server.ts';
import { LEAK_ANSWER, LEAK_QUESTION } from './cria-bench.ts';
import { hasButton, startDiscordBench, type DiscordBench } from './discord-bench.ts';

const A = '100000000000000001';

let bench: DiscordBench;
beforeEach(async () => {
  bench = await startDiscordBench();
  bench.ollama.onChat(() => replyText(LEAK_ANSWER));
});
afterEach(() => bench.end());

interface Option {
  readonly name: string;
  readonly description: string;
  readonly max_length?: number;
  readonly channel_types?: readonly number[];
}

function optionsOf(command: string): readonly Option[] {
  const registered = bench.discord.state.commands.get('global') ?? [];
  const found = registered.find(({ name }) => name === command);
  return (found?.options ?? []) as unknown as readonly Option[];
}

describe('options', () => {
  test('carry the limits they have, so that Discord tells of them', () => {
    expect(optionsOf('ask').find(({ name }) => name === 'question')?.max_length).toBe(4_000);
    const longest = optionsOf('debate').map(({ max_length }) => max_length ?? 0);
    expect(longest.filter((chars) => chars > 0)).toEqual([300, 80, 80]);
  });

  test('say what a zero stands for', () => {
    const limits = optionsOf('settings').filter(({ name }) => name.endsWith('-limit'));
    expect(limits.map(({ description }) => description)).toEqual([
      expect.stringMatching(/; 0: no limit$/u),
      expect.stringMatching(/; 0: no limit$/u),
    ]);
  });

  test('that take a channel offer only those that questions are asked in', () => {
    const channels = optionsOf('settings').filter(({ name }) => name.endsWith('-channel'));
    expect(channels.length).toBeGreaterThan(2);
    for (const { channel_types: types = [] } of channels) {
      expect(types).toContain(0); // text
      expect(types).toContain(15); // forum
      expect(types).not.toContain(4); // a category
    }
  });
});

describe('/forget', () => {
  test('asks back, and Cancel deletes nothing', async () => {
    const asked = bench.ask(LEAK_QUESTION, { userId: A });
    await bench.finished(asked);
    const forget = bench.command('forget', { userId: A });
    await bench.finished(forget);
    bench.press(forget.messages[0], 'forget-no', { userId: A });
    await bench.until(() => !forget.texts[0]!.includes('cannot be undone'));
    const press = bench.press(asked.messages[0], 'sources', { userId: A });
    await bench.finished(press);
    expect(press.texts[0]).toContain('Das Llama-Leck');
  });
});

test('a question goes on behind a button that says so', async () => {
  const asked = bench.ask(LEAK_QUESTION, { userId: A, options: { language: 'en' } });
  await bench.finished(asked);
  const [row] = asked.messages[0]!.components as { components: { label?: string }[] }[];
  expect(row?.components[1]?.label).toMatch(/^(?:Follow up|Nachfragen)$/u);
});

describe('labels', () => {
  async function answered(question: string, locale: string, reply: string): Promise<string> {
    bench.ollama.onChat(() => replyText(reply));
    const asked = bench.ask(question, { userId: A, locale });
    await bench.finished(asked);
    return asked.texts[0] ?? '';
  }
  const LICENCE = 'Companies with more than 700 million monthly users must ask Meta [1].';

  test('are in the answer’s language, whatever the client’s is', async () => {
    const english = await answered('Who must ask Meta for a licence of Llama 2?', 'de', LICENCE);
    expect(english).toContain('Companies with more than');
    expect(english).toContain('**Sources**');
    expect(english).not.toContain('Quellen');
    const german = await answered(LEAK_QUESTION, 'en-US', LEAK_ANSWER);
    expect(german).toContain('**Quellen**');
    expect(german).not.toContain('Sources');
  });

  test('and the answer to a third language are one language, and it says which are spoken', async () => {
    const question = 'Quelles entreprises doivent demander une licence de Llama 2 à Meta ?';
    const text = await answered(question, 'fr', LICENCE);
    expect(text).toContain('I only answer in German and English; here is the answer in English.');
    expect(text).toContain('Companies with more than');
    expect(text).toContain('**Sources**');
    expect(text).not.toMatch(/Quellen|Frage|Antwort/u);
  });
});

test('stopped before a word has come says that nothing was written', async () => {
  bench.ollama.onChat(() => replyHeld(['Die ']));
  const asked = bench.ask(LEAK_QUESTION, { userId: A, locale: 'en-US' });
  await bench.ollama.chatRequest();
  await bench.until(() => hasButton(asked.messages[0], 'stop'));
  bench.press(asked.messages[0], 'stop', { userId: A });
  await bench.finished(asked);
  expect(asked.texts[0]).toContain('-# Auf Wunsch angehalten, bevor etwas geschrieben war.');
  expect(asked.texts[0]).not.toContain('bis hierher');
});

test('a lone letter is no question: a sentence to its asker, and no passages', async () => {
  const asked = bench.ask('a', { userId: A, locale: 'en-US' });
  await bench.finished(asked);
  expect(asked.texts.join('\n')).toContain('That is too short to search for.');
  expect(asked.isEphemeral).toBe(true);
  expect(asked.texts.join('\n')).not.toContain('[1]');
  expect(bench.ollama.chatRequests).toEqual([]);
});
