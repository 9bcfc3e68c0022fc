import { ApplicationFlags, IntentsBitField } from 'discord.js';
import { INTENTS } from './gateway-client.ts';

/** Privileged intents by their switches in the developer portal; each has a second flag in bots of under 100 servers. */
const SWITCHES = [
  [
    'Message Content',
    ApplicationFlags.GatewayMessageContent | ApplicationFlags.GatewayMessageContentLimited,
  ],
  [
    'Server Members',
    ApplicationFlags.GatewayGuildMembers | ApplicationFlags.GatewayGuildMembersLimited,
  ],
  ['Presence', ApplicationFlags.GatewayPresence | ApplicationFlags.GatewayPresenceLimited],
] as const;

/** What of a server's life the bot is told of. */
export interface IntentsState {
  /** Names of what the bot asks the gateway for; none is privileged. */
  readonly asked: readonly string[];
  /** Privileged ones that are switched on in the developer portal. */
  readonly granted: readonly string[];
}

/** @param flags of the application, as Discord tells them */
export function examineIntents(flags: number): IntentsState {
  return {
    asked: new IntentsBitField(INTENTS).toArray(),
    granted: SWITCHES.filter(([, bits]) => (flags & bits) !== 0).map(([name]) => name),
  };
}
