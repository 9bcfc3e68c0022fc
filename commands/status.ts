import type { Command } from '../src/application/command.ts';
import { forCallerAlone } from '../src/application/prepare-reply.ts';
import type { Services } from '../src/application/services.ts';
import { noticeView } from '../src/application/views/plain-view.ts';
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
    const { generation, building } = report.knowledge;
    const { waiting, running, tokensPerSecond } = report.queue;
    const index =
      generation === null
        ? words.noIndex
        : words.index(
            generation.articles,
            generation.passages,
            generation.id,
            generation.embedder !== null,
          );
    const lines = [
      `**${words.title}**`,
      words.model(report.model, report.chatModel),
      words.runtime(report.runtime.name, report.runtime.isStandIn),
      ...report.servers.map((server, at) => words.server(at + 1, server)),
      index,
      ...(building === null ? [] : [words.building(building.done, building.total)]),
      ...(report.knowledge.waiting === null ? [] : [words.indexWaits]),
      words.reading(report.reading.tokensPerSecond, report.reading.promptTokens),
      words.queue(waiting, running, tokensPerSecond),
      words.uptime(Math.floor(report.uptimeMs / MS_PER_MINUTE)),
      ...(address === null ? [] : [words.invitation(address)]),
    ];
    await reply.finish(noticeView(lines.join('\n')));
  }),
};
