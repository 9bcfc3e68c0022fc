import type { CommandCall } from '../command.ts';
import type { GuildSettingsService } from './guild-settings.ts';
import { mayAsk, mayReindex } from './guild-rights.ts';

/** Why somebody may not change what is known. */
export type KeeperRefusal = 'not-in-server' | 'not-knowledge-keeper';

type Settings = Pick<GuildSettingsService, 'of'>;

/**
 * Whether a caller may change what is known here; null: yes. Decided anew for every command and
 * every button, by who calls or presses. A surface without places is the operator's own.
 */
export async function refuseKeeper(
  { guildId, place }: CommandCall,
  settings: Settings,
): Promise<KeeperRefusal | null> {
  if (place === undefined) return null;
  if (guildId === null) return 'not-in-server';
  const { roleIds, isModerator } = place;
  const rights = { settings: await settings.of(guildId), guildId, roleIds, isModerator };
  return mayReindex(rights).ok ? null : 'not-knowledge-keeper';
}

/** Whether a caller may look at what is known: whoever may ask, where it may be asked. Null: yes. */
export async function refuseReader(
  { guildId, place }: CommandCall,
  settings: Settings,
): Promise<'channel-denied' | 'role-missing' | null> {
  if (place === undefined) return null;
  const outcome = mayAsk({ ...place, settings: await settings.of(guildId), guildId });
  return outcome.ok ? null : outcome.reason;
}

/**
 * Who keeps the shared corpus, which answers for every server of the bot: the servers that are named
 * and nobody else, since anybody may invite the bot. From no server it is the operator, who always does.
 */
export function createKeepsShared(
  guildIds: readonly string[],
): (guildId: string | null) => boolean {
  const named = new Set(guildIds);
  return (guildId) => guildId === null || named.has(guildId);
}
