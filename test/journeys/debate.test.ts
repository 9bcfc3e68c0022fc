import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { debateOnce } from '../../src/entry/debate-once.ts';
import type { InteractionHandle } from '../fakes/discord-server/interact.ts';
import { replyHeld } from '../fakes/ollama-server.ts';
import { ENGINE_ARTICLES } from '../answering/debate/debate-bench.ts';
import { ENGINES, sortedEngines, sortEngines } from './debate-script.ts';
import { hasButton, startDiscordBench, type DiscordBench } from './discord-bench.ts';

const A = '100000000000000001';
const B = '100000000000000002';

let bench: DiscordBench;
beforeEach(async () => {
  bench = await startDiscordBench({ articles: ENGINE_ARTICLES });
  bench.discord.denyPolls(); // readers vote with buttons; see debate-polls.test.ts
});
afterEach(() => bench.end());

async function held(options: Record<string, string | boolean> = {}): Promise<InteractionHandle> {
  bench.ollama.onChat(sortEngines);
  const call = bench.command('debate', { userId: A, options: { ...ENGINES, ...options } });
  await bench.finished(call);
  return call;
}

/** A debate with its poll below it. */
async function withPoll(options: Record<string, string | boolean> = {}) {
  const call = await held(options);
  await bench.until(() => hasButton(call.messages.at(-1), 'vote-debate-a'));
  return call;
}

/** Votes, and waits until the poll below the debate shows it. */
async function voted(
  call: InteractionHandle,
  { side, by, shows }: { side: 'a' | 'b'; by: string; shows: string },
): Promise<InteractionHandle> {
  const press = bench.press(call.messages.at(-1), `vote-debate-${side}`, { userId: by });
  await bench.until(() => pollOf(call).includes(shows));
  return press;
}

/** The message with the buttons, as it stands now. */
function pollOf(call: InteractionHandle): string {
  return call.texts.at(-1) ?? '';
}

async function pressed(call: InteractionHandle, verb: string, userId: string) {
  const press = bench.press(call.messages.at(-1), verb, { userId });
  await bench.finished(press);
  return press;
}

describe('/debate on Discord', () => {
  test('shows both sides with who says what, and the balance', async () => {
    const call = await held();
    const text = call.texts.join('\n');
    expect(text).toContain('Anna Berg');
    expect(text).toContain('Eva Falk');
    expect(text).toContain('Atlas: 2 points, 2 voices');
    expect(text).toContain('Zephyr: 2 points, 2 voices');
    expect(text).toContain('Who is right is for you to decide.');
    expect(call.isEphemeral).toBe(false);
    for (const message of call.messages) expect(message.content.length).toBeLessThanOrEqual(2_000);
  });

  test('is private when asked to be', async () => {
    expect((await held({ private: true })).isEphemeral).toBe(true);
  });

  test('has a receipt: behind its button, and as the last answer of /why', async () => {
    const call = await withPoll();
    const pressedWhy = await pressed(call, 'why', B);
    const asked = bench.command('why', { userId: A, locale: 'de' });
    await bench.finished(asked);
    expect([pressedWhy.isEphemeral, asked.isEphemeral]).toEqual([true, true]);
    const english = pressedWhy.texts.join('\n');
    expect(english).toMatch(/Found:\*\* \d+ statements in \d articles, \d+ of them about/u);
    expect(english).toMatch(/By rules \d for Atlas, \d for Zephyr/u);
    expect(english).toMatch(/Sorted\*\* by llama3\.2, .*: \d+ statements, each asked twice/u);
    expect(english).toMatch(/\*\*Shown:\*\* [4-9] points, each word for word/u);
    expect(english).toMatch(/> \[1\] .*\n/u);
    expect(english).toMatch(
      /Shown with \d+ messages and edits, the first after [\d.]+ s, the last after [\d.]+ s\./u,
    );
    expect(english).toContain('llama3.2 (weights');
    expect(asked.texts.join('\n')).toContain('Eingeordnet** von llama3.2');
  });

  test('has a receipt where there is nothing on either side, or no model sorted', async () => {
    const nothing = bench.command('debate', {
      userId: A,
      options: { side_a: 'Quxfoo', side_b: 'Barbaz', language: 'en' },
    });
    await bench.finished(nothing);
    const asked = bench.command('why', { userId: A, locale: 'en-US' });
    await bench.finished(asked);
    expect(asked.texts.join('\n')).toContain('0 of them about one of the sides');
    expect(asked.texts.join('\n')).toContain('by rules alone');
  });

  test('has its sources behind a button', async () => {
    const shown = await pressed(await withPoll(), 'sources', B);
    expect(shown.isEphemeral).toBe(true);
    expect(shown.texts.join('\n')).toContain('Anna Berg, an analyst at Norda');
  });

  test('changes the poll below the debate for all with every vote', async () => {
    const call = await withPoll();
    expect(pollOf(call)).toContain('Nobody has voted yet.');
    const above = call.texts.slice(0, -1);
    expect(above.join('\n')).toContain('Who is right is for you to decide.');
    await voted(call, { side: 'a', by: A, shows: '██████████ Atlas: 1 vote' });
    await voted(call, { side: 'a', by: B, shows: 'Atlas: 2 votes' });
    expect(pollOf(call)).toContain('2 votes in all');
    await voted(call, { side: 'b', by: B, shows: 'Zephyr: 1 vote' });
    expect(pollOf(call)).toContain('Atlas: 1 vote');
    expect(pollOf(call)).toContain('2 votes in all');
    expect(call.texts.slice(0, -1)).toEqual(above);
    expect(bench.wrote(call.messages[0]?.channelId ?? '')).toHaveLength(call.messages.length);
    for (const verb of ['sources', 'vote-debate-a', 'vote-debate-b']) {
      expect(hasButton(call.messages.at(-1), verb)).toBe(true);
    }
  });

  test('counts two who vote at the same moment', async () => {
    const call = await withPoll();
    for (const userId of [A, B]) {
      bench.press(call.messages.at(-1), 'vote-debate-b', { userId });
    }
    await bench.until(() => pollOf(call).includes('Zephyr: 2 votes'));
    expect(pollOf(call)).toContain('2 votes in all');
  });

  test('goes on with the votes in the next debate on the same sides, turned round', async () => {
    const call = await withPoll();
    await voted(call, { side: 'b', by: B, shows: 'Zephyr: 1 vote' });
    await bench.bot.clock.advance(600_000);
    const turned = await withPoll({ side_a: 'Zephyr', side_b: 'Atlas' });
    expect(pollOf(turned)).toContain('Zephyr: 1 vote');
    await voted(turned, { side: 'a', by: A, shows: 'Zephyr: 2 votes' });
  });

  test('is voted on where only its asker sees it', async () => {
    const call = await withPoll({ private: true });
    await voted(call, { side: 'a', by: A, shows: 'Atlas: 1 vote' });
    expect(call.isEphemeral).toBe(true);
  });

  test('is voted on after a restart', async () => {
    const call = await withPoll();
    await voted(call, { side: 'a', by: A, shows: 'Atlas: 1 vote' });
    await bench.restart();
    await voted(call, { side: 'b', by: B, shows: 'Zephyr: 1 vote' });
    expect(pollOf(call)).toContain('Atlas: 1 vote');
  });

  test('stopped while it is weighed keeps both sides', async () => {
    bench.ollama.onChat((request) => replyHeld(sortedEngines(request).split(/(?<=,)/u)));
    const call = bench.command('debate', { userId: A, options: ENGINES });
    await bench.until(() => hasButton(call.messages.at(-1), 'stop'));
    const request = await bench.ollama.chatRequest();
    bench.press(call.messages.at(-1), 'stop', { userId: A });
    await bench.finished(call);
    expect(await request.closed).toBe('aborted');
    const text = call.texts.join('\n');
    expect(text).toContain('Stopped on request.');
    expect(text).toContain('Anna Berg');
    expect(text).toContain('Eva Falk');
    expect(text).toContain('no language model has weighed');
    await bench.until(() => hasButton(call.messages.at(-1), 'vote-debate-a'));
  });

  test('interrupted by a restart is held again by its button', async () => {
    bench.ollama.onChat((request) => replyHeld(sortedEngines(request).split(/(?<=,)/u)));
    const call = bench.command('debate', { userId: A, options: ENGINES });
    await bench.ollama.chatRequest();
    await bench.until(() => call.texts.join('\n').includes('Anna Berg'));
    await bench.restart();
    await bench.until(() => hasButton(call.messages.at(-1), 'retry'));
    expect(call.texts.join('\n')).toContain('Anna Berg'); // what was shown stays
    bench.ollama.onChat(sortEngines);
    const again = await pressed(call, 'retry', A);
    expect(again.texts.join('\n')).toContain('The debate: engines');
    expect(again.texts.join('\n')).toContain('Zephyr: 2 points, 2 voices');
  });

  test('that cannot be held is told before anything is shown, to its asker alone', async () => {
    const call = bench.command('debate', {
      userId: A,
      options: { side_a: 'Atlas', side_b: ' atlas ', language: 'en' },
    });
    await bench.until(() => call.response !== null);
    expect([call.response?.type, call.isEphemeral]).toEqual([4, true]);
    expect(call.texts[0]).toContain('Both sides are the same');
  });

  test('says what it is about from the first moment on', async () => {
    bench.ollama.onChat(sortEngines);
    const call = bench.command('debate', { userId: A, options: ENGINES });
    await bench.finished(call);
    const shown = call.versions.map(({ content }) => content).filter((text) => text !== '');
    expect(shown.length).toBeGreaterThan(0);
    for (const text of shown.slice(0, 2)) expect(text).toContain('The debate: engines');
  });

  test('of sides nobody knows has no passage and no poll', async () => {
    const call = await held({ side_a: 'Pizza', side_b: 'Pineapple', topic: 'lunch' });
    expect(call.texts[0]).toContain('**The debate: lunch**');
    expect(call.texts.join('\n')).toContain('would rather not invent');
    expect(hasButton(call.messages.at(-1), 'vote-debate-a')).toBe(false);
  });

  test('is one poll for a pair, whatever language it was held in', async () => {
    const call = await withPoll();
    await voted(call, { side: 'b', by: B, shows: 'Zephyr: 1 vote' });
    await bench.bot.clock.advance(600_000);
    const german = await withPoll({ language: 'de', topic: 'Motoren' });
    expect(pollOf(german)).toContain('Zephyr: 1 Stimme');
  });

  test('refuses a side of 6,000 characters in words', async () => {
    const call = await held({ side_a: 'x'.repeat(6_000) });
    expect(call.isEphemeral).toBe(true);
    expect(call.texts.join('\n')).toContain('80 characters at most');
    expect(bench.ollama.chatRequests).toEqual([]);
  });
});

describe('while it is typed', () => {
  test('topics and sides come from the corpus, and nothing is asked of Ollama', async () => {
    const typed = bench.discord.interact.autocomplete({
      name: 'debate',
      focused: 'topic',
      options: { topic: 'At' },
    });
    await bench.settle(() => typed.response !== null);
    expect(typed.choices).toMatchObject([{ value: 'Atlas or Zephyr' }]);
    const side = bench.discord.interact.autocomplete({
      name: 'debate',
      focused: 'side_b',
      options: { side_b: 'zep' },
    });
    await bench.settle(() => side.response !== null);
    expect(side.choices).toMatchObject([{ value: 'Zephyr' }]);
    expect(bench.ollama.chatRequests).toEqual([]);
  });
});

describe('without Ollama', () => {
  test('both sides are shown, sorted by rules', async () => {
    await bench.ollama.setDown(true);
    await bench.bot.cria.health.refresh();
    const call = await held();
    const text = call.texts.join('\n');
    expect(text).toContain('sorted by rules');
    expect(text).toContain('Anna Berg');
    expect(text).toContain('Eva Falk');
  });
});

describe('debate --json', () => {
  test('prints one object with everything', async () => {
    bench.ollama.onChat(sortEngines);
    let out = '';
    const runtime = bench.bot.runtime();
    const stdout = new PassThrough();
    stdout.on('data', (chunk) => (out += String(chunk)));
    await bench.bot.settled(
      debateOnce(
        { ...runtime, stdout: stdout as unknown as NodeJS.WriteStream },
        { topic: 'engines', sideA: 'Atlas', sideB: 'Zephyr', language: 'en', json: true },
      ),
    );
    expect(out.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(out)).toMatchObject({
      topic: 'engines',
      mode: 'generated',
      sides: [{ name: 'Atlas' }, { name: 'Zephyr' }],
      balance: [{ voices: 2 }, { voices: 2 }],
    });
  });
});
