import type { GuildSettings } from '../../domain/stores.ts';

/** Who wants something, and where. */
export interface RightsRequest {
  readonly settings: GuildSettings;
  /** Null outside a server. */
  readonly guildId: string | null;
  readonly channelId: string;
  /** The channel a thread belongs to; null for what is no thread. */
  readonly parentChannelId: string | null;
  /** As Discord lists them, which leaves out @everyone. */
  readonly roleIds: readonly string[];
  /** Has "Manage Server", as Discord says with the interaction. */
  readonly isModerator: boolean;
}

/** Whether it is allowed, and if not, why. */
export type RightsOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'channel-denied' | 'role-missing' };

/**
 * Whether a question may be asked. The channel rules hold for everybody, the role rules not for
 * moderators. A thread needs what its channel needs: denied with it, allowed with it.
 */
export function mayAsk(request: RightsRequest): RightsOutcome {
  if (!isChannelAllowed(request)) return { ok: false, reason: 'channel-denied' };
  const { askRoles } = request.settings;
  const isFine = request.isModerator || askRoles.length === 0 || hasRole(request, askRoles);
  return isFine ? { ok: true } : { ok: false, reason: 'role-missing' };
}

/** Whether the index may be rebuilt: by moderators and the roles they named, in any channel. */
export function mayReindex(
  request: Omit<RightsRequest, 'channelId' | 'parentChannelId'>,
): RightsOutcome {
  const isFine = request.isModerator || hasRole(request, request.settings.reindexRoles);
  return isFine ? { ok: true } : { ok: false, reason: 'role-missing' };
}

function isChannelAllowed({ settings, channelId, parentChannelId }: RightsRequest): boolean {
  const isIn = (list: readonly string[]): boolean =>
    list.includes(channelId) || (parentChannelId !== null && list.includes(parentChannelId));
  if (isIn(settings.deniedChannels)) return false;
  return settings.allowedChannels.length === 0 || isIn(settings.allowedChannels);
}

/** The role @everyone has the server's own id. */
function hasRole(
  { guildId, roleIds }: Pick<RightsRequest, 'guildId' | 'roleIds'>,
  wanted: readonly string[],
): boolean {
  return wanted.some((role) => role === guildId || roleIds.includes(role));
}
