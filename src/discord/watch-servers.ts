import { Events, type Client } from 'discord.js';
import type { LeftServers } from '../application/members/left-servers.ts';

/**
 * Tells which servers the bot is removed from and comes back to. discord.js keeps outages
 * (`unavailable`) apart from both, and `settle` has to be called once it is ready.
 */
export function watchServers(client: Client, servers: LeftServers): void {
  client.on(Events.GuildDelete, ({ id }) => void servers.left(id));
  client.on(Events.GuildCreate, ({ id }) => void servers.joined(id));
}
