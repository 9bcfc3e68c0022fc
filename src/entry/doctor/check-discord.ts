import type { Config } from '../../config.ts';
import { commandList } from '../../discord/command-json.ts';
import {
  examineDiscord,
  refusesToken,
  type DiscordState,
  type ServerState,
} from '../../discord/examine.ts';
import { toAppError } from '../../domain/errors.ts';
import { doctorWords } from '../../words/doctor-words.ts';
import type { Runtime } from '../runtime.ts';
import type { Check, Judged } from './finding.ts';

/** Beyond it answers may come too late for Discord's signatures and 15-minute tokens. */
const MAX_SKEW_SECONDS = 5;
/** Share of a day's connections below which a bot that restarts all the time is shut out soon. */
const LEAST_SESSIONS = 0.1;
/** Channels of one server that are named. */
const MAX_NAMED_CHANNELS = 5;
/** Three parts in Base64; only its form, never its content, is ever told. */
const TOKEN = /^[\w-]{18,40}\.[\w-]{5,10}\.[\w-]{20,60}$/u;

/** Token, account, clock, commands, and what the bot may do in its servers. */
export function checkDiscord({
  config,
  cria,
  clock,
}: Pick<Runtime, 'config' | 'cria' | 'clock'>): Check {
  return {
    name: 'Discord',
    async run(signal) {
      const { discordToken: token, discordApiUrl, discordGuildId: guildId } = config;
      if (token === null) return [['note', doctorWords.tokenAbsent()]];
      const shape: Judged[] = TOKEN.test(token) ? [] : [['warning', doctorWords.tokenShape()]];
      try {
        const state = await examineDiscord({
          ...{ token, guildId, signal },
          apiUrl: discordApiUrl ?? undefined,
          commands: commandList(cria.services.definitions, cria.actions),
          now: () => clock.now(),
        });
        return [...shape, ...judgeDiscord(state, config)];
      } catch (thrown) {
        if (refusesToken(thrown)) return [...shape, ['error', doctorWords.tokenRefused()]];
        return [...shape, ['error', doctorWords.discordAway(toAppError(thrown).message)]];
      }
    },
  };
}

function judgeDiscord(state: DiscordState, config: Config): Judged[] {
  const { name, invitation, clockSkewSeconds, servers } = state;
  const { sessions, shards, limited } = state;
  const lacking = servers.filter(({ missing }) => missing.length > 0);
  return [
    ['ok', doctorWords.account(name)],
    ...(clockSkewSeconds === null ? [] : [judgeClock(Math.abs(clockSkewSeconds))]),
    judgeIntents(state.intents),
    ...judgeCommands(state, config.discordGuildId),
    ...(servers.length === 0
      ? [['warning', doctorWords.noServer(invitation)] as const]
      : lacking.length === 0
        ? [['ok', doctorWords.servers(servers.length)] as const]
        : []),
    ...lacking.map(
      (server) =>
        ['warning', doctorWords.permissions(server.name, server.missing, invitation)] as const,
    ),
    ...servers.map(judgeChannels),
    sessions.left < sessions.total * LEAST_SESSIONS
      ? ['warning', doctorWords.sessionsFew(sessions)]
      : ['ok', doctorWords.sessions(sessions)],
    ...(shards > config.shards.count
      ? [['note', doctorWords.shardsFew(config.shards.count, shards)] as const]
      : []),
    ...(limited > 0 ? [['note', doctorWords.limited(limited)] as const] : []),
  ];
}

function judgeChannels({ name, channels }: ServerState): Judged {
  if (channels === null) return ['note', doctorWords.channelsUnknown(name)];
  const { open, hidden, lacking } = channels;
  if (lacking.length > 0) {
    const named = lacking.slice(0, MAX_NAMED_CHANNELS);
    return ['warning', doctorWords.channelsLack(name, named, lacking.length - named.length)];
  }
  return open === 0
    ? ['warning', doctorWords.channelsHidden(name, hidden)]
    : ['ok', doctorWords.channels(name, open, hidden)];
}

function judgeIntents({ asked, granted }: DiscordState['intents']): Judged {
  return granted.length > 0
    ? ['note', doctorWords.intentsNeedless(asked, granted)]
    : ['ok', doctorWords.intents(asked)];
}

function judgeClock(seconds: number): Judged {
  return seconds > MAX_SKEW_SECONDS
    ? ['warning', doctorWords.clockWrong(seconds)]
    : ['ok', doctorWords.clock(seconds)];
}

function judgeCommands(
  { commandsMatch, commandsDouble, commandCount }: DiscordState,
  guildId: string | null,
): Judged[] {
  const { everywhere, inServer } = doctorWords;
  const [scope, other] = guildId === null ? [everywhere, null] : [inServer(guildId), everywhere];
  return [
    commandsMatch
      ? ['ok', doctorWords.commands(commandCount, scope)]
      : ['warning', doctorWords.commandsStale(scope)],
    ...(commandsDouble && other !== null
      ? [['warning', doctorWords.commandsDouble(other)] as const]
      : []),
  ];
}
