import type { Command, CommandCall } from '../src/application/command.ts';
import { forCallerAlone } from '../src/application/prepare-reply.ts';
import type { Services } from '../src/application/services.ts';
import { noticeView } from '../src/application/views/plain-view.ts';
import {
  channelMention,
  findingLines,
  statusLines,
  type StatusFindings,
} from '../src/application/views/status-lines.ts';
import { wordsFor } from '../src/words/words.ts';

const MS_PER_MINUTE = 60_000;

/** `/status`: model, index, queue, time since the start. */
export const status: Command<Services> = {
  definition: {
    name: { de: 'status', en: 'status' },
    description: {
      de: 'Modell, Index, Warteschlange und Laufzeit',
      en: 'Model, index, queue and uptime',
    },
    options: [],
  },
  prepare: forCallerAlone(async (call, services) => {
    const { reply, language, guildId } = call;
    const words = wordsFor(language).status;
    const report = await services.reportStatus(guildId);
    const found = await findingsFor(call, services);
    const { address } = services.invitation;
    const lines = [
      `**${words.title}**`,
      ...statusLines(report, words),
      words.uptime(Math.floor(report.uptimeMs / MS_PER_MINUTE)),
      ...(address === null ? [] : [words.invitation(address)]),
      ...findingLines(found, words),
    ];
    await reply.finish({
      ...noticeView(lines.join('\n')),
      mentions: found.channels.map(channelMention),
    });
  }),
};

/** For whoever looks after the server, or the bot. */
async function findingsFor(
  { caller, guildId }: CommandCall,
  { findings, settings }: Services,
): Promise<StatusFindings> {
  if (caller.kind !== 'operator' && !caller.isModerator) return { brief: [], channels: [] };
  const brief = await findings.brief();
  if (guildId === null) return { brief, channels: [] };
  return { brief, channels: findings.channels(guildId, await settings.of(guildId)) };
}
