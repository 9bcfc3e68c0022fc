import type { GuildSettings } from '../../domain/stores.ts';
import type { Caller, CommandCall, Member } from '../command.ts';

/** Who wants something, where, and what the settings there say. */
export interface RightsRequest extends Pick<CommandCall, 'caller' | 'guildId' | 'place'> {
  readonly settings: GuildSettings;
}

/** Most channels or roles that are named to somebody who is refused. */
const MAX_NAMED = 5;

/** Why somebody may not ask, with what would help, as mentions: channels to ask in, roles to have. */
export interface AskRightsRefusal {
  readonly ok: false;
  readonly reason: 'channel-denied' | 'role-missing';
  readonly named: readonly string[];
}

/** Whether a question is allowed, and if not, why. */
export type AskRightsOutcome = { readonly ok: true } | AskRightsRefusal;

/** Whether something else is allowed. */
export type RightsOutcome =
  { readonly ok: true } | { readonly ok: false; readonly reason: 'role-missing' };

/** Whether somebody manages where they call from: the operator does everywhere. */
export function isModerator(caller: Caller): boolean {
  return caller.kind === 'operator' || caller.isModerator;
}

/**
 * Whether a question may be asked. The channel rules hold for every member, the role rules not for
 * moderators; no rule holds for the operator. A thread needs what its channel needs: denied with it,
 * allowed with it. Where only some channels are allowed, a call from no channel is not.
 */
export function mayAsk({ caller, settings, guildId, place }: RightsRequest): AskRightsOutcome {
  if (caller.kind === 'operator') return { ok: true };
  if (!isChannelAllowed(settings, place)) {
    const named = settings.allowedChannels.slice(0, MAX_NAMED).map((id) => `<#${id}>`);
    return { ok: false, reason: 'channel-denied', named };
  }
  const { askRoles } = settings;
  const isFine = caller.isModerator || askRoles.length === 0 || hasRole(caller, guildId, askRoles);
  if (isFine) return { ok: true };
  return { ok: false, reason: 'role-missing', named: namedRoles(askRoles) };
}

/** Roles as mentions, as many as are named to somebody who lacks them. */
export function namedRoles(roles: readonly string[]): string[] {
  return roles.slice(0, MAX_NAMED).map((id) => `<@&${id}>`);
}

/** Whether the index may be rebuilt: by moderators and the roles they named, in any channel. */
export function mayReindex({
  caller,
  settings,
  guildId,
}: Omit<RightsRequest, 'place'>): RightsOutcome {
  if (caller.kind === 'operator') return { ok: true };
  const isFine = caller.isModerator || hasRole(caller, guildId, settings.reindexRoles);
  return isFine ? { ok: true } : { ok: false, reason: 'role-missing' };
}

function isChannelAllowed(
  { allowedChannels, deniedChannels }: GuildSettings,
  place: CommandCall['place'],
): boolean {
  const isIn = (list: readonly string[]): boolean =>
    place !== null &&
    [place.channelId, place.parentChannelId].some((id) => id !== null && list.includes(id));
  if (isIn(deniedChannels)) return false;
  return allowedChannels.length === 0 || isIn(allowedChannels);
}

/** The role @everyone has the server's own id. */
function hasRole({ roleIds }: Member, guildId: string | null, wanted: readonly string[]): boolean {
  return wanted.some((role) => role === guildId || roleIds.includes(role));
}
