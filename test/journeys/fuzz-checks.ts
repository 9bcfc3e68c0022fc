import { readAsDiscord, shownText } from '../discord/read-as-discord.ts';
import type { InteractionHandle } from '../fakes/discord-server/interact.ts';
import type { ServerState } from '../fakes/discord-server/state.ts';
import { PLACES, SECRETS, type PlaceName } from './fuzz-cases.ts';

const MAX_CHARS = 2_000; // of a message
const MAX_CHOICES = 25;
const MAX_CHOICE_CHARS = 100;
/** Of what only the bot may do; a command or a channel that there is is told apart by its id. */
const LIVE = new Set(
  'slashCommand link image mailto user role channel emoji everyone here timestamp guildNavigation spoiler heading'.split(
    ' ',
  ),
);
/** The only time among the hostile texts. */
const FORGED_TIME = '1700000000';

/** What a place is on the fake server. */
export interface Place {
  readonly guildId: string | null;
  readonly channelId: string;
}

/** Holds what the bot shows against the limits of Discord, what it meant, and who may see it. */
export class FuzzChecks {
  readonly #state: ServerState;
  readonly #places: Readonly<Record<PlaceName, Place>>;
  readonly #userIds: ReadonlySet<string>;
  readonly #seen = new Map<string, number>();

  /** @param userIds of everybody who does something; a keeper is named with whom they added an article */
  constructor(
    state: ServerState,
    places: Readonly<Record<PlaceName, Place>>,
    userIds: ReadonlySet<string>,
  ) {
    this.#state = state;
    this.#places = places;
    this.#userIds = userIds;
  }

  /** @throws when what an autocompletion offers breaks a limit or tells what another server knows */
  choices(handle: InteractionHandle, at: PlaceName): void {
    const choices = handle.choices as readonly { name: string; value: string }[];
    if (choices.length > MAX_CHOICES) throw new Error(`${choices.length} choices`);
    for (const { name, value } of choices) {
      const length = Math.max(name.length, value.length);
      if (length > MAX_CHOICE_CHARS) throw new Error(`A choice of ${length} characters`);
    }
    this.secrets(JSON.stringify(choices), at);
  }

  /** Whatever a message showed at any time since the last step. @throws as `choices`, or when something is live */
  messages(): void {
    const { messages, botUserId, channels } = this.#state;
    for (const message of messages.values()) {
      if (message.authorId !== botUserId) continue;
      const from = this.#seen.get(message.id) ?? 0;
      this.#seen.set(message.id, message.versions.length);
      const at = PLACES.find((name) => this.#places[name].channelId === message.channelId);
      for (const { content } of message.versions.slice(from)) {
        if (content.length > MAX_CHARS) throw new Error(`${content.length} characters`);
        // A thread belongs to the server of its channel, and only that server opens any.
        const guildId = channels.get(message.channelId)?.guildId;
        const owner = PLACES.find((name) => this.#places[name].guildId === (guildId ?? null));
        this.secrets(content, at ?? owner ?? 'direct');
        this.#live(content);
      }
    }
  }

  /** @throws when a text says in one place what only the articles of another say */
  secrets(text: string, at: PlaceName): void {
    for (const [owner, { value }] of Object.entries(SECRETS)) {
      if (owner !== at && text.toLowerCase().includes(value)) {
        throw new Error(`What ${owner} alone knows is shown in ${at}: ${text}`);
      }
    }
  }

  #live(content: string): void {
    const { commands, channels } = this.#state;
    const known = new Set([
      ...[...commands.values()].flat().map(({ id }) => id),
      ...channels.keys(),
      ...this.#userIds,
    ]);
    for (const node of readAsDiscord(content)) {
      const isNamed = ['slashCommand', 'channel', 'user'].includes(node.type);
      // The bot tells by a time of its own how long somebody waits.
      const isTime = node.type === 'timestamp' && node.timestamp !== FORGED_TIME;
      const isOwn = isTime || (isNamed && known.has(node.id ?? ''));
      const isSmall =
        node.type === 'subtext' && /^(?:small|\[1\] Title)/u.test(shownText(node).trim());
      if ((LIVE.has(node.type) && !isOwn) || isSmall) {
        throw new Error(`${node.type} is live: ${JSON.stringify(node)} in: ${content}`);
      }
      if (node.type !== 'autolink' && node.type !== 'url') continue;
      const { target = '' } = node;
      const leads = /^https?:\/\/[^@/?#]+(?:[/?#]|$)/iu.test(target);
      const invites = /discord\.gg\/\w|discord(?:app)?\.com\/invite\/\w/iu.test(target);
      if (shownText(node) !== target || !leads || invites) {
        throw new Error(`An address misleads: ${JSON.stringify(node)} in: ${content}`);
      }
    }
  }
}
