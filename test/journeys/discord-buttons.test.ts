import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { InteractionHandle } from '../fakes/discord-server/interact.ts';
import { replyText } from '../fakes/ollama-server.ts';
import { LEAK_ANSWER, LEAK_QUESTION } from './cria-bench.ts';
import { customIdsOf, startDiscordBench, type DiscordBench } from './discord-bench.ts';

let bench: DiscordBench;
beforeEach(async () => {
  bench = await startDiscordBench();
});
afterEach(() => bench.end());

const A = '100000000000000001';
const B = '100000000000000002';
const ENGLISH = 'The weights of Llama leaked on 4chan [1].';
const REWRITTEN = 'Warum sickerten die Gewichte von Llama durch?';
const GONE = 'This answer is no longer stored. Please ask again.';

/** Answers like a model that knows one thing, and rewrites follow-ups. */
function scriptModel(): void {
  bench.ollama.onChat(({ prompt }) => {
    if (prompt.startsWith('Formuliere')) return replyText(REWRITTEN);
    return replyText(prompt.includes('Answer in English') ? ENGLISH : LEAK_ANSWER);
  });
}

/** What was embedded, question by question and sentence by sentence. */
const searched = (): string =>
  bench.ollama.embedRequests.flatMap(({ inputs }) => inputs).join('\n');

async function answered(call: Parameters<DiscordBench['ask']>[1] = {}): Promise<InteractionHandle> {
  scriptModel();
  const asked = bench.ask(LEAK_QUESTION, { userId: A, ...call });
  await bench.finished(asked);
  return asked;
}

async function pressed(
  asked: InteractionHandle,
  verb: string,
  caller: { userId?: string; channelId?: string } = {},
): Promise<InteractionHandle> {
  const press = bench.press(asked.messages.at(-1), verb, { userId: A, ...caller });
  await bench.until(() => press.response !== null);
  if (press.response?.type !== 9) await bench.finished(press);
  return press;
}

const answerIdOf = (asked: InteractionHandle): string =>
  customIdsOf(asked.messages.at(-1)!)[0]!.split(':')[1]!;

describe('Sources', () => {
  test('shows to the one who presses article, section, quote and a link to the very quote', async () => {
    const asked = await answered();
    const shown = await pressed(asked, 'sources', { userId: B });
    expect(shown.isEphemeral).toBe(true);
    expect(shown.texts[0]).toContain('**[1] Das Llama-Leck › Wo die Gewichte auftauchten**');
    expect(shown.texts[0]).toContain(
      '> Kurz darauf sickerten die Gewichte von Llama auf 4chan durch.',
    );
    expect(shown.texts[0]).toContain(
      '<https://articles.example/leck#:~:text=Kurz%20darauf%20sickerten%20die%20Gewichte%20von%20Llama%20auf%204chan%20durch.>',
    );
  });
});

describe('Answer again, and in the other language', () => {
  test('answers again from a new search, never shared', async () => {
    const asked = await answered();
    const again = await pressed(asked, 'regenerate');
    expect(again.isEphemeral).toBe(false);
    expect(again.texts[0]).toMatch(/^> Wo sickerten die Gewichte von Llama durch\?\n/u);
    expect(again.texts[0]).toContain(LEAK_ANSWER);
    expect(bench.ollama.chatRequests).toHaveLength(2);
    expect(bench.ollama.embedRequests.at(-1)?.inputs[0]).toContain(LEAK_QUESTION);
    expect(answerIdOf(again)).not.toBe(answerIdOf(asked));
  });

  test('says the same in English from the same passages, without a search', async () => {
    const asked = await answered();
    const searches = searched().split(LEAK_QUESTION).length;
    const english = await pressed(asked, 'in-en');
    expect(english.texts[0]).toMatch(/^> Wo sickerten die Gewichte von Llama durch\?\n/u);
    expect(english.texts[0]).toContain(ENGLISH);
    expect(searched().split(LEAK_QUESTION)).toHaveLength(searches);
    const passagesOf = (at: number): string =>
      bench.ollama.chatRequests[at]!.prompt.match(/^\[\d\][^]*(?=\n(?:Frage|Question):)/mu)![0];
    expect(passagesOf(1)).toBe(passagesOf(0));
    // And back again.
    const german = await pressed(english, 'in-de');
    expect(german.texts[0]).toContain(LEAK_ANSWER);
  });

  test('is one answer for three presses, and anybody else’s is theirs alone', async () => {
    const asked = await answered();
    const mine = [1, 2, 3].map(() => bench.press(asked.messages[0], 'in-en', { userId: A }));
    const theirs = bench.press(asked.messages[0], 'in-en', { userId: B });
    await bench.finished(mine[0]!, theirs);
    expect(mine.map(({ response }) => response?.type)).toEqual([5, 6, 6]);
    expect([mine[0]?.isEphemeral, theirs.isEphemeral]).toEqual([false, true]);
  });

  test('is not offered where passages stand for an answer: they would be the same', async () => {
    await bench.ollama.setDown(true);
    const asked = bench.ask(LEAK_QUESTION, { userId: A });
    await bench.finished(asked);
    expect(asked.texts[0]).toContain('[1]');
    const verbs = customIdsOf(asked.messages.at(-1)!).map((id) => id.split(':')[0]);
    expect(verbs).toEqual([
      ...['sources', 'ask-on', 'vote-up', 'vote-down'],
      ...['regenerate', 'why', 'thread'],
    ]);
  });

  test('stays private when the answer was', async () => {
    const asked = await answered({ options: { private: true } });
    const again = await pressed(asked, 'regenerate');
    expect(again.isEphemeral).toBe(true);
  });
});

describe('thumbs', () => {
  test('are stored, can be changed, and down asks for a reason', async () => {
    const asked = await answered();
    const { feedback } = bench.bot.cria.services;
    const up = await pressed(asked, 'vote-up', { userId: B });
    expect([up.texts[0], up.isEphemeral]).toEqual(['Thank you, noted: helpful.', true]);
    expect(await feedback.get(answerIdOf(asked), B)).toMatchObject({ vote: 'up', reason: null });

    const form = await pressed(asked, 'vote-down', { userId: B });
    expect(form.response).toMatchObject({ type: 9, data: { title: 'What was wrong?' } });
    expect(await feedback.get(answerIdOf(asked), B)).toMatchObject({ vote: 'down', reason: null });
    const sent = bench.submit(form, { reason: ' Das Jahr fehlt. ' }, { userId: B });
    await bench.finished(sent);
    expect(sent.texts[0]).toBe('Thank you, your reason is noted.');
    expect(await feedback.get(answerIdOf(asked), B)).toMatchObject({
      vote: 'down',
      reason: 'Das Jahr fehlt.',
    });
    expect(await feedback.counts(answerIdOf(asked))).toEqual({ up: 0, down: 1 });
  });
});

describe('a follow-up', () => {
  test('by Ask on is rewritten, so that the search finds what it is about', async () => {
    const asked = await answered();
    const form = await pressed(asked, 'ask-on');
    expect(form.response?.type).toBe(9);
    const next = bench.submit(
      form,
      { question: 'und warum war das?' },
      { userId: A, locale: 'de' },
    );
    await bench.finished(next);
    expect(searched()).toContain(REWRITTEN);
    expect(next.texts[0]).toMatch(
      /^> und warum war das\?\n-# Verstanden als: „Warum sickerten die Gewichte von Llama durch\?“/u,
    );
    expect(next.texts[0]).toContain(LEAK_ANSWER);
  });

  test('without a model is joined with what was said, and not shown as no sentence', async () => {
    const asked = await answered();
    await bench.ollama.setDown(true);
    await bench.bot.cria.health.refresh();
    const next = bench.ask('und warum?', { userId: A, locale: 'de' });
    await bench.finished(next);
    expect(next.texts[0]).toMatch(/^> und warum\?\n/u);
    expect(next.texts[0]).not.toContain('Verstanden als');
    expect(next.texts.join('\n')).toContain('auf 4chan durch');
    const own = bench.ask('Wann kam Llama 2 heraus?', { userId: A, locale: 'de' });
    await bench.finished(own);
    expect(own.texts.join('\n')).not.toContain('4chan');
    expect(asked.texts[0]).toContain(LEAK_ANSWER);
  });

  test('by /ask in the same channel goes on, for its own user only', async () => {
    await answered();
    const mine = bench.ask('und warum war das?', { userId: A, locale: 'de' });
    await bench.finished(mine);
    expect(mine.texts[0]).toContain('Verstanden als');
    const rewrites = (): number =>
      bench.ollama.chatRequests.filter(({ prompt }) => prompt.startsWith('Formuliere')).length;
    expect(rewrites()).toBe(1);
    const theirs = bench.ask('und warum war das?', { userId: B, locale: 'de' });
    await bench.finished(theirs);
    expect(rewrites()).toBe(1);
  });

  test('in a thread started from an answer knows that answer, whoever asks', async () => {
    const asked = await answered();
    const thread = bench.discord.state.addChannel({
      id: asked.messages[0]!.id,
      guildId: bench.discord.guildId,
      parentId: asked.channelId,
      type: 11,
    });
    const next = bench.ask('und warum war das?', { userId: B, channelId: thread.id, locale: 'de' });
    await bench.finished(next);
    expect(next.texts[0]).toContain('Verstanden als');
    expect(searched()).toContain(REWRITTEN);
  });

  test('in public knows nothing of what was said in private', async () => {
    await answered({ options: { private: true } });
    const next = bench.ask('und warum war das?', { userId: A, locale: 'de' });
    await bench.finished(next);
    expect(next.texts[0]).not.toContain('Verstanden als');
  });
});

describe('a button', () => {
  test('works after a restart', async () => {
    const asked = await answered();
    await bench.restart();
    scriptModel();
    const shown = await pressed(asked, 'sources');
    expect(shown.texts[0]).toContain('Das Llama-Leck');
    const again = await pressed(asked, 'in-en');
    expect(again.texts[0]).toContain(ENGLISH);
  });

  test('says so when its answer is gone', async () => {
    const asked = await answered();
    const forget = bench.command('forget', { userId: A, options: { confirm: true } });
    await bench.finished(forget);
    expect(forget.texts[0]).toContain('Deleted: 1 answer,');
    for (const verb of ['sources', 'regenerate', 'in-en', 'ask-on', 'vote-up', 'vote-down']) {
      const press = await pressed(asked, verb);
      expect([verb, press.texts[0], press.isEphemeral]).toEqual([verb, GONE, true]);
    }
    expect(bench.ollama.chatRequests).toHaveLength(1);
  });

  test('does not open a private answer to somebody who guesses its id', async () => {
    const asked = await answered({ options: { private: true } });
    const own = await pressed(asked, 'sources');
    expect(own.texts[0]).toContain('Das Llama-Leck');
    for (const verb of ['sources', 'regenerate', 'in-en', 'ask-on', 'vote-up']) {
      const press = await pressed(asked, verb, { userId: B });
      expect([verb, press.texts[0]]).toEqual([verb, GONE]);
    }
  });

  test('does not open a public answer of another channel or server', async () => {
    const asked = await answered();
    const elsewhere = bench.discord.addChannel();
    const press = await pressed(asked, 'sources', { channelId: elsewhere.id });
    expect(press.texts[0]).toBe(GONE);
  });
});
