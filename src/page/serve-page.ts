import { createAdaptorServer } from '@hono/node-server';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Action, Command } from '../application/command.ts';
import { AppError } from '../domain/errors.ts';
import type { Clock, Logger, NewId } from '../domain/ports.ts';
import { commandMentions } from '../markup/mentions.ts';
import { CommandRunner } from './channel/command-runner.ts';
import { PageChannel } from './channel/page-channel.ts';
import { MAX_CONNECTIONS } from './page-limits.ts';
import { EventStreams } from './server/event-stream.ts';
import { createPageApp } from './server/page-app.ts';
import { Sessions } from './server/sessions.ts';

export interface PageOptions<Services> {
  readonly commands: readonly Command<Services>[];
  readonly actions: readonly Action<Services>[];
  readonly services: Services;
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
export async function servePage<Services>(options: PageOptions<Services>): Promise<ServedPage> {
  const { commands, actions, services, host, password, clock, newId, logger } = options;
  const definitions = commands.map(({ definition }) => definition);
  const ids = definitions.map(({ name }, at): [string, string] => [name.en, String(FIRST_COMMAND_ID + BigInt(at))]);
  const channel = new PageChannel(clock, new Map(commandMentions(definitions, new Map(ids))));
  const runner = new CommandRunner({ commands, actions, services, channel, clock, newId, logger });
  const streams = new EventStreams({ live: channel.live, clock, epoch: newId() });
  const sessions = password === null ? null : new Sessions(password, clock);
  const app = createPageApp({ commands, actions, runner, channel, streams, host, sessions, logger });
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  server.maxConnections = MAX_CONNECTIONS;
  const port = await listenOnOne(server, options);
  return {
    address: `http://${shownHost(host)}:${port}/`,
    async close() {
      streams.close();
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
  { host, ports }: Pick<PageOptions<unknown>, 'host' | 'ports'>,
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
