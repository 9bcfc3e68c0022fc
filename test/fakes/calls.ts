import type {
  Command,
  CommandCall,
  CommandContext,
  Member,
  ReplyView,
} from '../../src/application/command.ts';
import { INTERACTIONS } from '../../src/discord/call-place.ts';

/** Somebody without rights of their own. */
export function member(more: Partial<Member> = {}): Member {
  return { kind: 'member', id: '1', roleIds: [], isModerator: false, ...more };
}

/** A member's call from Discord, from no channel. */
export function memberCall(more: Partial<CommandCall> = {}): CommandCall {
  return {
    caller: member(),
    surface: INTERACTIONS,
    language: 'en',
    guildId: null,
    place: null,
    options: new Map(),
    files: new Map(),
    ...more,
  };
}

/** A call with a reply that is written down. */
export function contextOf(call: CommandCall, views: ReplyView[]): CommandContext {
  return {
    ...call,
    requestId: 'r',
    signal: new AbortController().signal,
    reply: {
      update: (view) => void views.push(view),
      finish: async (view) => void views.push(view),
    },
  };
}

/** As a surface does: what is refused is written down as well. */
export async function runCommand<Services>(
  command: Command<Services>,
  context: CommandContext,
  services: Services,
): Promise<void> {
  const prepared = await command.prepare(context, services);
  if (prepared.ok) return prepared.run(context);
  await context.reply.finish({
    tone: 'notice',
    text: prepared.message,
    citations: [],
    buttons: [],
  });
}
