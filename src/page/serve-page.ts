import { createAdaptorServer } from '@hono/node-server';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Action, Command } from '../application/command.ts';
import type { ReplyJournal } from '../application/members/interrupted-replies.ts';
import type { Knowledge } from '../application/knowledge/knowledge.ts';
import { AppError } from '../domain/errors.ts';
import type { Clock, Logger, NewId } from '../domain/ports.ts';
import { commandMentions } from '../markup/mentions.ts';
import { CommandRunner } from './channel/command-runner.ts';
import { PageJournal } from './channel/page-journal.ts';
import { PageChannel } from './channel/page-channel.ts';
import { Tally } from './channel/tally.ts';
import { CorpusMaps } from './corpus/corpus-map.ts';
import { HEADERS_TIMEOUT_MS, MAX_CONNECTIONS, REQUEST_TIMEOUT_MS } from './page-limits.ts';
import { serveBeside, type BesideParts } from './server/beside-routes.ts';
import { EventStreams } from './server/event-stream.ts';
import { createPageApp } from './server/page-app.ts';
import { Sessions } from './server/sessions.ts';

export interface PageOptions<S extends BesideParts['services']> {
  readonly commands: readonly Command<S>[];
  readonly actions: readonly Action<S>[];
  readonly services: S;
  /** Replies under way, so that those a restart cut off are told of. */
  readonly journal: ReplyJournal;
  /** What is looked at beside the channel. */
  readonly knowledge: Knowledge;
  readonly host: string;
  /** Tried in this order; 0: any that is free. */
  readonly ports: readonly number[];
  /** Null: nobody is asked for one. */
  readonly password: string | null;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly logger: Logger;
}

/** A page that is served. */
export interface ServedPage {
  readonly address: string;
  /** Stops what runs, ends all connections. */
  close(): Promise<void>;
}

/** First of the ids that stand for commands in texts. */
const FIRST_COMMAND_ID = 100_000_000_000_000_100n;

/** Serves the bot as a page. @throws AppError `usage` when no port can be had */
export async function servePage<S extends BesideParts['services']>(
  options: PageOptions<S>,
): Promise<ServedPage> {
  const { commands, actions, services, knowledge, host, password, clock, newId, logger } = options;
  const definitions = commands.map(({ definition }) => definition);
  const ids = definitions.map(({ name }, at): [string, string] => [
    name.en,
    String(FIRST_COMMAND_ID + BigInt(at)),
  ]);
  const channel = new PageChannel(clock, new Map(commandMentions(definitions, new Map(ids))));
  const tally = new Tally();
  const maps = new CorpusMaps(clock);
  const told = { clock, newId, logger, tally };
  const journal = new PageJournal(options.journal, logger);
  await journal.restore(channel);
  const runner = new CommandRunner({ commands, actions, services, channel, journal, ...told });
  const streams = new EventStreams({ live: channel.live, clock, epoch: newId() });
  const sessions = password === null ? null : new Sessions(password, clock);
  const app = createPageApp({
    commands,
    actions,
    runner,
    channel,
    streams,
    host,
    sessions,
    logger,
  });
  serveBeside(app, { services, knowledge, channel, maps, tally });
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  server.maxConnections = MAX_CONNECTIONS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  const port = await listenOnOne(server, options);
  return {
    address: `http://${shownHost(host)}:${port}/`,
    async close() {
      streams.close();
      maps.close();
      await runner.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

async function listenOnOne(
  server: Server,
  { host, ports }: { readonly host: string; readonly ports: readonly number[] },
): Promise<number> {
  let reason: unknown = null;
  for (const port of ports) {
    try {
      return await listen(server, host, port);
    } catch (thrown) {
      reason = thrown;
    }
  }
  const problem = `the page cannot listen on ${host}, port ${ports.join(' or ')}`;
  throw new AppError(
    'usage',
    `${problem}: ${reason instanceof Error ? reason.message : ''}. Set PAGE_PORT to a free port.`,
    { cause: reason, details: { problem } },
  );
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function shownHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
