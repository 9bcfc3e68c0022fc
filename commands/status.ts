import type { Command } from '../src/application/command.ts';
import { forCallerAlone } from '../src/application/prepare-reply.ts';
import type { Services } from '../src/application/services.ts';
import { noticeView } from '../src/application/views/plain-view.ts';
import { statusLines } from '../src/application/views/status-lines.ts';
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
  prepare: forCallerAlone(async ({ reply, language, guildId }, services) => {
    const words = wordsFor(language).status;
    const report = await services.reportStatus(guildId);
    const { address } = services.invitation;
    const lines = [
      `**${words.title}**`,
      ...statusLines(report, words),
      words.uptime(Math.floor(report.uptimeMs / MS_PER_MINUTE)),
      ...(address === null ? [] : [words.invitation(address)]),
    ];
    await reply.finish(noticeView(lines.join('\n')));
  }),
};
