import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { invitationAddress } from '../../src/discord/invitation.ts';
import { replyText } from '../fakes/ollama-server.ts';
import { LEAK_ANSWER, LEAK_QUESTION } from './cria-bench.ts';
import { startDiscordBench, type DiscordBench } from './discord-bench.ts';

const A = '100000000000000001';

let bench: DiscordBench;
beforeEach(async () => {
  bench = await startDiscordBench();
  bench.ollama.onChat(() => replyText(LEAK_ANSWER));
});
afterEach(() => bench.end());

interface Option {
  readonly name: string;
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

test('/status tells where the bot is invited from, with the permissions it needs', async () => {
  bench.bot.cria.services.invitation.address = invitationAddress('42');
  const status = bench.command('status', { permissions: '32' });
  await bench.finished(status);
  expect(status.texts[0]).toContain(invitationAddress('42'));
});
