import { createArticleShelf } from '../../src/indexing/corpus/article-shelf.ts';
import { readAsDiscord, shownText } from '../discord/read-as-discord.ts';
import { networkQuiet } from '../discord/network-quiet.ts';
import { documentOf } from '../fakes/documents.ts';
import { guildPayload } from '../fakes/discord-server/payloads.ts';
import type { InteractionHandle } from '../fakes/discord-server/interact.ts';
import type { StoredMessage } from '../fakes/discord-server/state.ts';
import { ANY_TEXT, ARTICLES, CHAT_MODEL, EMBED_MODEL } from './cria-bench.ts';
import { customIdsOf, hasButton, startDiscordBench, type DiscordBench } from './discord-bench.ts';
import {
  chatReply,
  PLACES,
  SECRETS,
  type FuzzCase,
  type FuzzStep,
  type PlaceName,
} from './fuzz-cases.ts';

const OTHER_SERVER = '300000000000000001';
const MAX_CHARS = 2_000; // of a message
const MAX_CHOICES = 25;
const MAX_CHOICE_CHARS = 100;
/** CPU time of the whole process in one step, in µs: some 20 times what a step takes. */
const MAX_STEP_CPU_US = 10_000_000;
/** How long the bot may take, by the clock of the test, and the steps of that clock. */
const MAX_STEP_MS = 600_000;
const CLOCK_STEP_MS = 500;
/** Of what only the bot may do; a command or a channel that there is is told apart by its id. */
const LIVE = new Set(
  'slashCommand link image mailto user role channel emoji everyone here timestamp guildNavigation spoiler heading'.split(
    ' ',
  ),
);
/** The only time among the hostile texts. */
const FORGED_TIME = '1700000000';
/** Response types: choices of an autocompletion, a form. */
const CHOICES = 8;
const FORM = 9;

/** What a place is on the fake server. */
interface Place {
  readonly guildId: string | null;
  readonly channelId: string;
}

/** One bot, and everything that is held against it after each step. */
class FuzzRun {
  readonly #bench: DiscordBench;
  readonly #places: Readonly<Record<PlaceName, Place>>;
  readonly #seen = new Map<string, number>();
  #index = 0;

  constructor(bench: DiscordBench) {
    this.#bench = bench;
    const { discord } = bench;
    const other = discord.state.addChannel({ guildId: OTHER_SERVER }).id;
    const direct = discord.state.addChannel({ guildId: null }).id;
    discord.gateway.dispatch('GUILD_CREATE', guildPayload(OTHER_SERVER, discord.state));
    this.#places = {
      'server A': { guildId: discord.guildId, channelId: discord.channelId },
      'server B': { guildId: OTHER_SERVER, channelId: other },
      direct: { guildId: null, channelId: direct },
    };
  }

  /** Gives both servers an article of their own, with its secret. */
  async fill(own: FuzzCase['own']): Promise<void> {
    const { knowledgeDir, dataDir, cria } = this.#bench.bot;
    const shelf = createArticleShelf({ knowledgeDir, dataDir });
    for (const [n, name] of (['server A', 'server B'] as const).entries()) {
      const { key, value } = SECRETS[name];
      const { title = '', heading = '', text = '' } = own[n] ?? {};
      const guildId = this.#places[name].guildId ?? '';
      const document = documentOf({
        ...{ format: 'markdown', published: null, url: null, title: `${key} ${title}` },
        markdown: `The ${key} weights of Llama are called ${value}.\n\n${text}\n\n## ${heading}\n\nMeta said that ${value} is better than Llama, but ${key} is not.`,
      });
      await shelf.put(guildId, document, { addedBy: '1'.repeat(18), addedAtMs: 0 });
      await cria.spaces.change(guildId, (service) => service.rebuildChanged());
    }
  }

  /** @throws when something about the step or what it left behind is wrong */
  async step(step: FuzzStep): Promise<void> {
    const { ollama, bot } = this.#bench;
    const place = this.#places[step.at];
    const chats = ollama.chatRequests.length;
    ollama.onChat((request) => chatReply(step.reply, request));
    const before = process.cpuUsage();
    const isOver = this.#begin(step, place);
    if (isOver !== null) {
      await this.#bench.until(isOver, { stepMs: CLOCK_STEP_MS, maxMs: MAX_STEP_MS });
      await networkQuiet(this.#bench.discord.state);
    }
    const { user, system } = process.cpuUsage(before);
    this.#index += 1;
    if (user + system > MAX_STEP_CPU_US) throw new Error(`${user + system} µs of CPU time`);
    for (const { prompt } of ollama.chatRequests.slice(chats)) this.#checkSecrets(prompt, step.at);
    this.#checkMessages();
    this.#bench.discord.assertNoSurprises();
    ollama.assertNoSurprises();
    const worst = bot.logger.lines.find(
      ({ level, fields }) => level === 'error' || fields['code'] === 'internal',
    );
    if (worst !== undefined) throw new Error(`Logged: ${JSON.stringify(worst)}`);
    await bot.clock.advance(60_000); // cool-downs
  }

  /** Does what the step says; null when there is nothing to wait for. */
  #begin(step: FuzzStep, place: Place): (() => boolean) | null {
    const { interact } = this.#bench.discord;
    const caller = { ...place, locale: step.locale, userId: this.#userId() };
    switch (step.kind) {
      case 'ask':
        return this.#answered(this.#bench.ask(step.text, caller));
      case 'mention': {
        const written = this.#bench.wrote(place.channelId).length;
        interact.message({ ...caller, content: step.text, mentionsBot: true });
        return () => this.#bench.wrote(place.channelId).length > written && this.#isQuiet();
      }
      case 'debate': {
        const [side_a, side_b] = step.sides;
        const sides = side_a === undefined || side_b === undefined ? {} : { side_a, side_b };
        const options = { topic: step.topic, ...sides };
        return this.#answered(this.#bench.command('debate', { ...caller, options }));
      }
      case 'type': {
        const { option, text } = step;
        const name = option === 'question' ? 'ask' : 'debate';
        const handle = interact.autocomplete({
          ...{ ...caller, name, focused: option, options: { [option]: text } },
        });
        return () => handle.response !== null && this.#areChoices(handle, step.at);
      }
      case 'press':
        return this.#press(step, caller);
      case 'forge':
        return this.#forge(step, caller);
    }
  }

  #press(
    { nth, text }: FuzzStep & { kind: 'press' },
    caller: Place & { userId: string },
  ): (() => boolean) | null {
    const message = this.#newest(caller.channelId);
    const ids = message === undefined ? [] : customIdsOf(message);
    const id = ids[nth % Math.max(1, ids.length)];
    if (message === undefined || id === undefined) return null;
    const handle = this.#bench.press(message, id.split(':')[0] ?? '', caller);
    const isOver = this.#answered(handle);
    let form: (() => boolean) | null = null;
    return () => {
      if (handle.response?.type !== FORM) return isOver();
      form ??= this.#answered(this.#bench.submit(handle, { question: text }, caller));
      return form();
    };
  }

  /** A press of what the bot has never shown: below its newest message there, or in a form. */
  #forge(step: FuzzStep & { kind: 'forge' }, caller: Place): (() => boolean) | null {
    const { interact } = this.#bench.discord;
    const message = this.#newest(caller.channelId);
    if (message === undefined) {
      const fields = { question: step.text };
      return this.#answered(interact.modal({ ...caller, customId: step.id, fields }));
    }
    return this.#answered(interact.button({ ...caller, message, customId: step.id }));
  }

  #newest(channelId: string): StoredMessage | undefined {
    return this.#bench.wrote(channelId).findLast((message) => customIdsOf(message).length > 0);
  }

  #userId(): string {
    return `${100_000_000_000_000_000n + BigInt(Math.floor(this.#index / 4))}`;
  }

  #answered(handle: InteractionHandle): () => boolean {
    return () => {
      const { response } = handle;
      if (response === null || !this.#isQuiet()) return false;
      if (response.type === FORM || response.type > FORM) return true;
      const isOwn = response.type === 4 || response.type === 5;
      return !isOwn || handle.messages.length > 0;
    };
  }

  /** Every message of the bot says something, and none is still being written. */
  #isQuiet(): boolean {
    const { messages, botUserId } = this.#bench.discord.state;
    return [...messages.values()].every(
      (message) =>
        message.authorId !== botUserId ||
        message.isDeleted ||
        (message.content !== '' && !hasButton(message, 'stop')),
    );
  }

  #areChoices(handle: InteractionHandle, at: PlaceName): true {
    if (handle.response?.type !== CHOICES) throw new Error('No choices were given.');
    const choices = handle.choices as readonly { name: string; value: string }[];
    if (choices.length > MAX_CHOICES) throw new Error(`${choices.length} choices`);
    for (const { name, value } of choices) {
      const length = Math.max(name.length, value.length);
      if (length > MAX_CHOICE_CHARS) throw new Error(`A choice of ${length} characters`);
    }
    this.#checkSecrets(JSON.stringify(choices), at);
    return true;
  }

  /** Whatever a message showed at any time since the last step. */
  #checkMessages(): void {
    const { messages, botUserId } = this.#bench.discord.state;
    for (const message of messages.values()) {
      if (message.authorId !== botUserId) continue;
      const from = this.#seen.get(message.id) ?? 0;
      this.#seen.set(message.id, message.versions.length);
      const at = PLACES.find((name) => this.#places[name].channelId === message.channelId);
      for (const { content } of message.versions.slice(from)) {
        if (content.length > MAX_CHARS) throw new Error(`${content.length} characters`);
        // A thread belongs to the server of its channel, and only that server opens any.
        const guildId = this.#bench.discord.state.channels.get(message.channelId)?.guildId;
        const owner = PLACES.find((name) => this.#places[name].guildId === (guildId ?? null));
        this.#checkSecrets(content, at ?? owner ?? 'direct');
        this.#checkLive(content);
      }
    }
  }

  #checkSecrets(text: string, at: PlaceName): void {
    for (const [owner, { value }] of Object.entries(SECRETS)) {
      if (owner !== at && text.toLowerCase().includes(value)) {
        throw new Error(`What ${owner} alone knows is shown in ${at}: ${text}`);
      }
    }
  }

  #checkLive(content: string): void {
    const { commands, channels } = this.#bench.discord.state;
    const known = new Set([
      ...[...commands.values()].flat().map(({ id }) => id),
      ...channels.keys(),
    ]);
    for (const node of readAsDiscord(content)) {
      const isNamed = node.type === 'slashCommand' || node.type === 'channel';
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

/** How far a case came, and what was wrong with its last step; `fault` is null when nothing was. */
export interface FuzzOutcome {
  readonly steps: number;
  readonly messages: number;
  readonly fault: string | null;
}

/** Runs a case on a bot of its own. */
export async function runFuzzCase({ mode, shared, own, steps }: FuzzCase): Promise<FuzzOutcome> {
  const files = shared.map(({ title, heading, text }, n) => [
    `fuzz-${n}.md`,
    `---\ntitle: ${JSON.stringify(title)}\nlanguage: de\n---\nEtwas über Llama.\n\n${text}\n\n## ${heading}\n\nUnd noch etwas.\n`,
  ]);
  const bench = await startDiscordBench({
    articles: { ...ARTICLES, ...(Object.fromEntries(files) as Record<string, string>) },
    models: mode === 'no model' ? [EMBED_MODEL] : [CHAT_MODEL, EMBED_MODEL],
    env: { GOLDEN_QUESTIONS: 'off' },
    ...(mode === 'any text' ? { answering: ANY_TEXT } : {}),
  });
  let done = 0;
  let fault: string | null = null;
  try {
    const run = new FuzzRun(bench);
    await run.fill(own);
    for (; done < steps.length; done += 1) await run.step(steps[done]!);
  } catch (thrown) {
    fault = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  }
  const messages = bench.discord.state.messages.size;
  await bench.end().catch((thrown: unknown) => (fault ??= String(thrown)));
  return { steps: done, messages, fault };
}
