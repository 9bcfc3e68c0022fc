import type { CommandCall, Refused } from '../command.ts';
import type { GuildSettingsService } from './guild-settings.ts';
import { mayAsk, mayReindex, namedRoles, type AskRightsRefusal } from './guild-rights.ts';

/** Why somebody may not change what is known. */
export type KeeperRefusal = 'not-in-server' | 'not-knowledge-keeper';

type Settings = Pick<GuildSettingsService, 'of'>;

/**
 * Whether a caller may change what is known here; null: yes. Decided anew for every command and
 * every button, by who calls or presses.
 */
export async function refuseKeeper(
  { caller, guildId }: CommandCall,
  settings: Settings,
): Promise<KeeperRefusal | null> {
  if (caller.kind === 'operator') return null;
  if (guildId === null) return 'not-in-server';
  const rights = { caller, guildId, settings: await settings.of(guildId) };
  return mayReindex(rights).ok ? null : 'not-knowledge-keeper';
}

/** Whether a caller may look at what is known: whoever may ask, where it may be asked. Null: yes. */
export async function refuseReader(
  call: CommandCall,
  settings: Settings,
): Promise<AskRightsRefusal | null> {
  if (call.caller.kind === 'operator') return null;
  const outcome = mayAsk({ ...call, settings: await settings.of(call.guildId) });
  return outcome.ok ? null : outcome;
}

/** The sentences for those who are refused; `src/words` has them. */
export interface AccessWords {
  readonly 'not-in-server': string;
  /** With the roles that may, as mentions. */
  'not-knowledge-keeper'(roles: readonly string[]): string;
  'channel-denied'(channels: readonly string[]): string;
  'role-missing'(roles: readonly string[]): string;
}

/** As `refuseKeeper`, in words. */
export async function refusedKeeper(
  call: CommandCall,
  settings: Settings,
  words: AccessWords,
): Promise<Refused | null> {
  const refusal = await refuseKeeper(call, settings);
  if (refusal === null) return null;
  if (refusal === 'not-in-server') return { ok: false, message: words[refusal] };
  const { reindexRoles } = await settings.of(call.guildId);
  const named = namedRoles(reindexRoles);
  return { ok: false, message: words[refusal](named), mentions: named };
}

/** As `refuseReader`, in words. */
export async function refusedReader(
  call: CommandCall,
  settings: Settings,
  words: AccessWords,
): Promise<Refused | null> {
  const refusal = await refuseReader(call, settings);
  if (refusal === null) return null;
  const { reason, named } = refusal;
  return { ok: false, message: words[reason](named), mentions: named };
}

/**
 * Who keeps the shared corpus, which answers for every server of the bot: the servers that are named
 * and nobody else, since anybody may invite the bot. From no server `refuseKeeper` lets the operator
 * alone in, who always does.
 */
export function createKeepsShared(
  guildIds: readonly string[],
): (guildId: string | null) => boolean {
  const named = new Set(guildIds);
  return (guildId) => guildId === null || named.has(guildId);
}
