import { GatewayIntentBits, Partials } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { createClient } from '../../src/discord/gateway-client.ts';

const apiUrl = 'http://127.0.0.1:9/api';
const PRIVILEGED =
  GatewayIntentBits.MessageContent |
  GatewayIntentBits.GuildMembers |
  GatewayIntentBits.GuildPresences;

describe('createClient', () => {
  test('asks for messages, and never for a privileged intent', () => {
    const { intents, partials } = createClient(apiUrl, { count: 4, ids: [1, 3] }).options;
    expect(intents.toArray()).toEqual(['Guilds', 'GuildMessages', 'DirectMessages']);
    expect(intents.any(PRIVILEGED)).toBe(false);
    expect(partials).toContain(Partials.Channel);
  });

  test('pings nobody unless told to, and does not hold interactions up in a burst', () => {
    const client = createClient(apiUrl, { count: 1, ids: [0] });
    expect(client.options.allowedMentions).toEqual({ parse: [], repliedUser: false });
    expect(client.rest.options).toMatchObject({ api: apiUrl, globalRequestsPerSecond: Infinity });
  });
});
