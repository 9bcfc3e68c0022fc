import { describe, expect, test } from 'vitest';
import { invitationAddress } from '../../src/discord/invitation.ts';
import { commandMentions } from '../../src/markup/mentions.ts';
import { renderReply } from '../../src/discord/render-reply.ts';
import { TEST_WORDS, view } from './surface-bench.ts';

const name = (en: string, de: string) => ({ name: { en, de }, description: { en, de } });
const commands = new Map(
  commandMentions(
    [
      { ...name('ask', 'frage'), options: [] },
      {
        ...name('knowledge', 'wissen'),
        options: [],
        subcommands: [{ ...name('list', 'liste'), options: [] }],
      },
    ],
    new Map([
      ['ask', '1'],
      ['knowledge', '2'],
    ]),
  ),
);

function shown(text: string, mentions: readonly string[]): string {
  const options = { words: TEST_WORDS, language: 'en', commands } as const;
  return renderReply(view(text, { mentions }), options)[0].content;
}

describe('what a reply names as its own', () => {
  test('is shown by name: channels, roles, members, and commands in both languages', () => {
    expect(shown('<#12> <@&34> <@56>', ['<#12>', '<@&34>', '<@56>'])).toBe('<#12> <@&34> <@56>');
    expect(shown('`/frage`, /ask, /wissen liste', ['/frage', '/ask', '/wissen liste'])).toBe(
      '</ask:1>, </ask:1>, </knowledge list:2>',
    );
  });

  test('and nothing else is', () => {
    expect(shown('<#12> and <#13>', ['<#12>'])).not.toContain('<#13>');
    expect(shown('@everyone `/ask`', ['@everyone'])).toBe('@\u200Beveryone `/ask`');
    expect(shown('<@56>', ['<@56> @everyone', '<script>'])).not.toContain('<@56>');
  });

  test('leaves every message within its limit', () => {
    const ids = Array.from({ length: 150 }, (_unused, n) => `<#1000000000000000${100 + n}>`);
    const options = { words: TEST_WORDS, language: 'en' } as const;
    const bodies = renderReply(view(ids.join(' '), { mentions: ids }), options);
    expect(bodies.length).toBeGreaterThan(1);
    for (const { content } of bodies) expect(content.length).toBeLessThanOrEqual(2_000);
    expect(bodies.map(({ content }) => content).join(' ')).toBe(ids.join(' '));
  });
});

test('an invitation asks for what the bot does and nothing beyond', () => {
  const address = new URL(invitationAddress('42'));
  expect(Object.fromEntries(address.searchParams)).toEqual({
    client_id: '42',
    scope: 'bot applications.commands',
    // View Channels, Send Messages (in Threads too), Create Public Threads, Read Message History,
    // Create Polls
    permissions: String(
      (1n << 10n) | (1n << 11n) | (1n << 16n) | (1n << 35n) | (1n << 38n) | (1n << 49n),
    ),
  });
});
