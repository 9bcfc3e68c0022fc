import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { showMetrics } from '../../src/entry/show-metrics.ts';
import type { ServedMetrics } from '../../src/observability/metrics/serve-metrics.ts';
import { replyText } from '../fakes/ollama-server.ts';
import { LEAK_ANSWER, LEAK_QUESTION } from './cria-bench.ts';
import { startDiscordBench, type DiscordBench } from './discord-bench.ts';

let bench: DiscordBench;
let served: ServedMetrics;
beforeEach(async () => {
  bench = await startDiscordBench();
  bench.ollama.onChat(() => replyText(LEAK_ANSWER));
  served = await showMetrics(bench.bot.runtime());
});
afterEach(async () => {
  await served.close();
  await bench.end();
});

const A = '100000000000000001';

async function figures(): Promise<string> {
  return (await fetch(`${served.address}/metrics`)).text();
}

describe('the figures of a bot on Discord', () => {
  test('count what is asked and how it ends, and name nobody and nothing', async () => {
    await bench.finished(bench.ask(LEAK_QUESTION, { userId: A, locale: 'de' }));
    await bench.finished(bench.ask('Wie hoch ist der Mount Everest?', { userId: A, locale: 'de' }));
    const text = await figures();
    expect(text).toContain('cria_questions_total{way="interaction"} 2\n');
    expect(text).toContain('cria_answers_total{mode="generated",reason="none"} 1\n');
    expect(text).toContain('cria_answers_total{mode="abstained",reason="no-evidence"} 1\n');
    expect(text).toContain('cria_first_word_seconds_count 1\n');
    expect(text).toContain('cria_tokens_per_second_count 1\n');
    expect(text).toContain('cria_model_up 1\n');
    expect(text).toContain('cria_index_articles 3\n');
    expect(text).toContain('cria_queue_running 0\n');
    for (const secret of [A, bench.discord.guildId, 'Everest', 'Gewichte']) {
      expect(text).not.toContain(secret);
    }
  });

  test('count a debate that finds nothing', async () => {
    const options = { side_a: 'Quxfoo', side_b: 'Barbaz' };
    await bench.finished(bench.command('debate', { userId: A, options }));
    const text = await figures();
    expect(text).toContain('cria_debates_total{way="interaction"} 1\n');
    expect(text).toContain('cria_debate_ends_total{mode="abstained",reason="no-evidence"} 1\n');
    expect(text).not.toContain('Quxfoo');
  });

  test('tell a message from a command', async () => {
    bench.discord.interact.message({ content: LEAK_QUESTION, mentionsBot: true });
    await bench.until(() =>
      bench.wrote(bench.discord.channelId).some(({ content }) => content.includes('4chan')),
    );
    expect(await figures()).toContain('cria_questions_total{way="message"} 1\n');
  });

  test('count the pauses that Discord asks for', async () => {
    bench.discord.limits.order({ count: 1, retryAfterMs: 50 });
    await bench.finished(bench.ask(LEAK_QUESTION, { userId: A, locale: 'de' }));
    expect(await figures()).toMatch(/^cria_discord_rate_limits_total\{scope="\w+"\} 1$/mu);
  });

  test('say whether anything can be answered', async () => {
    const response = await fetch(`${served.address}/healthz`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ ok: true, index: 'ready', model: 'ready' });
  });
});
