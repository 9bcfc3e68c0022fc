import { afterEach, expect, test } from 'vitest';
import { replyHeld, replyText } from '../fakes/ollama-server.ts';
import { LEAK_ANSWER, LEAK_QUESTION } from './cria-bench.ts';
import { hasButton, startDiscordBench, type DiscordBench } from './discord-bench.ts';

const [ASKER, OTHER, THIRD] = ['100000000000000001', '100000000000000002', '100000000000000003'];

let bench: DiscordBench;
afterEach(() => bench.end());

test('a question the articles do not answer is refused while the model still writes for others', async () => {
  bench = await startDiscordBench();
  bench.ollama.onChat(({ question }) =>
    question.includes('sickerten')
      ? replyHeld([LEAK_ANSWER])
      : replyText('Llama 2 came out on 18 July 2023 together with Microsoft [1].'),
  );
  const before = bench.ollama.chatRequests.length;
  const slow = bench.ask(LEAK_QUESTION, { userId: ASKER, locale: 'de' });
  const chat = await bench.ollama.chatRequest(before + 1);
  const channelId = bench.discord.addChannel().id;
  const far = { userId: OTHER, channelId, locale: 'de' };
  const refused = bench.ask('Wie backe ich ein Sauerteigbrot?', far);
  await bench.until(
    () => /Artikel/u.test(refused.texts.join()) && !hasButton(refused.messages.at(-1), 'stop'),
  );
  // What needs the model waits as ever.
  const waiting = bench.ask('When did Llama 2 come out?', { userId: THIRD });
  await bench.until(() => hasButton(waiting.messages.at(-1), 'stop'));
  await bench.bot.clock.advance(10_000);
  expect(hasButton(slow.messages.at(-1), 'stop')).toBe(true);
  expect(hasButton(waiting.messages.at(-1), 'stop')).toBe(true);
  expect(bench.ollama.chatRequests.length).toBe(before + 1);
  chat.release(Infinity);
  await bench.finished(slow, waiting);
  expect(slow.texts.join()).toContain('4chan');
  expect(waiting.texts.join()).toContain('18 July 2023');
});
