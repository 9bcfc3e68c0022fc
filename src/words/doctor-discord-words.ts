import { found } from './finding-text.ts';

interface Sessions {
  readonly left: number;
  readonly total: number;
  readonly resetMs: number;
}

const MS_PER_MINUTE = 60_000;

/** What `npm run doctor` says of Discord. */
export const discordFindings = {
  tokenAbsent: () =>
    found(
      'DISCORD_TOKEN is not set: Cria runs without Discord',
      'a token where Discord is to be served',
      'README, "Discord, step by step"',
    ),
  tokenShape: () =>
    found(
      'DISCORD_TOKEN does not look like a bot token',
      'three parts with dots between them',
      'developer portal, Bot, Reset Token: copy the whole of it into .env',
    ),
  tokenRefused: () =>
    found(
      'Discord refuses DISCORD_TOKEN',
      'a token that Discord knows',
      'developer portal, Bot, Reset Token: copy the new one into .env',
    ),
  discordAway: (message: string) =>
    found(
      `Discord cannot be reached: ${message}`,
      'its API',
      'look at the network and at https://discordstatus.com',
    ),
  account: (name: string) => found(`the token is that of ${name}`, 'a token that Discord knows'),
  clock: (seconds: number) => found(`${seconds} s apart from Discord's clock`, 'at most 5 s'),
  clockWrong: (seconds: number) =>
    found(
      `${seconds} s apart from Discord's clock`,
      'at most 5 s',
      'timedatectl set-ntp true, or what sets the clock here',
    ),
  intents: (asked: readonly string[]) =>
    found(`it asks for ${asked.join(', ')}: none is privileged`, 'no privileged intent'),
  intentsNeedless: (asked: readonly string[], granted: readonly string[]) =>
    found(
      `it asks for ${asked.join(', ')}; the developer portal gives it ${granted.join(', ')}, too`,
      'no privileged intent',
      'developer portal, Bot, Privileged Gateway Intents: switch them off',
    ),
  commands: (count: number, scope: string) =>
    found(
      `${count} commands are registered ${scope}, as this version has them`,
      'the commands of this version',
    ),
  commandsStale: (scope: string) =>
    found(
      `the commands registered ${scope} are not those of this version`,
      'the commands of this version',
      'npm start registers them',
    ),
  commandsDouble: (scope: string) =>
    found(
      `commands are registered ${scope}, too: members see each twice`,
      'one scope',
      'npm start removes them',
    ),
  everywhere: 'everywhere',
  inServer: (id: string) => `in the server ${id} only`,
  servers: (count: number) =>
    found(
      `in ${count} ${count === 1 ? 'server' : 'servers'}, with every permission it needs`,
      'View Channels, Send Messages, Send Messages in Threads, Create Public Threads, Read Message History',
    ),
  noServer: (invitation: string) =>
    found('the bot is in no server', 'at least one', `open ${invitation}`),
  permissions: (server: string, missing: readonly string[], invitation: string) =>
    found(
      `in ${server} it lacks ${missing.join(', ')}`,
      'every permission it needs',
      `give its role them, or open ${invitation} again`,
    ),
  channels: (server: string, open: number, hidden: number) =>
    found(
      `in ${server}: ${open} channels are open to it, ${hidden} hidden from it`,
      'every permission it needs, where it sees a channel',
    ),
  channelsLack: (
    server: string,
    lacking: readonly { readonly name: string; readonly missing: readonly string[] }[],
    more: number,
  ) =>
    found(
      `in ${server} it lacks ${lacking.map(({ name, missing }) => `${missing.join(' and ')} in #${name}`).join('; ')}${more === 0 ? '' : `; and something in ${more} more`}`,
      'every permission it needs, where it sees a channel',
      'channel, Edit Channel, Permissions: give its role them; or take View Channel from it there',
    ),
  channelsHidden: (server: string, hidden: number) =>
    found(
      `in ${server} it sees none of ${hidden} channels`,
      'at least one channel to answer in',
      'channel, Edit Channel, Permissions: give its role View Channel and Send Messages',
    ),
  channelsUnknown: (server: string) =>
    found(`the channels of ${server} were not looked at`, 'those of the first 10 servers'),
  sessions: ({ left, total }: Sessions) =>
    found(`${left} of ${total} connections to the gateway are left`, 'a tenth of them or more'),
  sessionsFew: ({ left, total, resetMs }: Sessions) =>
    found(
      `${left} of ${total} connections to the gateway are left for ${Math.ceil(resetMs / MS_PER_MINUTE)} min`,
      'a tenth of them or more; without any Discord resets the token',
      'end the bot, find out why it restarts, start it again after that time',
    ),
  shardsFew: (count: number, recommended: number) =>
    found(
      `${count} shards, Discord recommends ${recommended}`,
      'as many as recommended',
      `set SHARD_COUNT=${recommended}`,
    ),
  limited: (times: number) =>
    found(
      `Discord limited the rate ${times} times while it was asked`,
      'never',
      'end other programs that use the same token',
    ),
} as const;
