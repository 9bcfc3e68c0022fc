import { createArticleShelf } from '../../src/indexing/corpus/article-shelf.ts';
import { networkQuiet } from '../discord/network-quiet.ts';
import { compileSchemas } from '../fakes/discord-server/schemas.ts';
import { documentOf } from '../fakes/documents.ts';
import { guildPayload } from '../fakes/discord-server/payloads.ts';
import type { InteractionHandle } from '../fakes/discord-server/interact.ts';
import type { StoredMessage } from '../fakes/discord-server/state.ts';
import { LongestTurn } from '../turn-cpu.ts';
import { ANY_TEXT, ARTICLES, CHAT_MODEL, EMBED_MODEL } from './cria-bench.ts';
import { customIdsOf, hasButton, startDiscordBench, type DiscordBench } from './discord-bench.ts';
import { FuzzChecks, type Place } from './fuzz-checks.ts';
import { chatReply, SECRETS, type FuzzCase, type FuzzStep, type PlaceName } from './fuzz-cases.ts';

const OTHER_SERVER = '300000000000000001';
/** The most that the main thread works in one go, in ms on a processor; up to 60 were seen. */
const MAX_TURN_CPU_MS = 100;
/** CPU time of all threads of the process in one step, in ms: some ten times what a step takes. */
const MAX_STEP_CPU_MS = 10_000;
/** How long the bot may take, by the clock of the test, and the steps of that clock. */
const MAX_STEP_MS = 600_000;
const CLOCK_STEP_MS = 500;
/** Response types: choices of an autocompletion, a form. */
const CHOICES = 8;
const FORM = 9;

/** One bot, and everything that is held against it after each step. */
class FuzzRun {
  readonly #bench: DiscordBench;
  readonly #places: Readonly<Record<PlaceName, Place>>;
  readonly #checks: FuzzChecks;
  readonly #turn = new LongestTurn();
  readonly #userIds = new Set<string>();
  #index = 0;
  /** Of all steps so far. */
  longestTurnMs = 0;

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
    this.#checks = new FuzzChecks(discord.state, this.#places, this.#userIds);
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
    const costMs = await this.#measured(async () => {
      if (step.kind === 'add') await this.#add(step, place);
      const isOver = this.#begin(step, place);
      if (isOver !== null) await this.#waitFor(isOver, step);
    });
    this.#index += 1;
    if (costMs > MAX_STEP_CPU_MS) throw new Error(`${costMs} ms of CPU time`);
    for (const { prompt } of ollama.chatRequests.slice(chats)) {
      this.#checks.secrets(prompt, step.at);
    }
    this.#checks.messages();
    this.#bench.discord.assertNoSurprises();
    ollama.assertNoSurprises();
    const worst = bot.logger.lines.find(
      ({ level, fields }) => level === 'error' || fields['code'] === 'internal',
    );
    if (worst !== undefined) throw new Error(`Logged: ${JSON.stringify(worst)}`);
    await bot.clock.advance(60_000); // cool-downs
  }

  /** CPU time of the process, in ms. @throws when the main thread hangs */
  async #measured(work: () => Promise<void>): Promise<number> {
    const before = process.cpuUsage();
    this.#turn.begin();
    try {
      await work();
    } finally {
      this.#turn.end();
    }
    const { user, system } = process.cpuUsage(before);
    this.longestTurnMs = Math.max(this.longestTurnMs, this.#turn.ms);
    if (this.#turn.ms > MAX_TURN_CPU_MS) {
      throw new Error(`The main thread did one thing for ${Math.round(this.#turn.ms)} ms`);
    }
    return (user + system) / 1_000; // from µs
  }

  /** On the clock of the test, or in real time for what other threads and processes do. */
  async #waitFor(isOver: () => boolean, step: FuzzStep): Promise<void> {
    if (step.kind === 'press' || step.kind === 'look') return this.#bench.slowly(isOver);
    await this.#bench.until(isOver, { stepMs: CLOCK_STEP_MS, maxMs: MAX_STEP_MS });
    await networkQuiet(this.#bench.discord.state);
  }

  /** Hands a file in, until it is taken, shown or refused. */
  async #add({ at, file, locale, isConfirmed }: FuzzStep & { kind: 'add' }, place: Place) {
    const { key, value } = at === 'direct' ? { key: 'x', value: 'y' } : SECRETS[at];
    const text = `${file.text}\n\nThe ${key} weights are called ${value} here, too.\n`;
    const attached = this.#bench.discord.attach(file.name, Buffer.from(text));
    const handle = this.#bench.command('knowledge', {
      ...{ ...place, locale, userId: this.#userId(), subcommand: 'add' },
      options: { file: attached, ...(isConfirmed ? { confirm: true } : {}) },
    });
    const isSaid = this.#answered(handle);
    // What it says while it reads is small print alone.
    await this.#bench.slowly(() => isSaid() && !/^(?:-# .*)?$/u.test(handle.texts[0] ?? ''));
    await networkQuiet(this.#bench.discord.state);
  }

  /** Does what the step says; null when there is nothing to wait for. */
  #begin(step: FuzzStep, place: Place): (() => boolean) | null {
    const { interact } = this.#bench.discord;
    const caller = { ...place, locale: step.locale, userId: this.#userId() };
    switch (step.kind) {
      case 'add': // and asked about
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
        return () => {
          if (handle.response === null) return false;
          if (handle.response.type !== CHOICES) throw new Error('No choices were given.');
          this.#checks.choices(handle, step.at);
          return true;
        };
      }
      case 'look': {
        const { subcommand, text } = step;
        const given = { show: { article: text }, search: { query: text }, list: {}, sources: {} };
        const options = given[subcommand];
        return this.#answered(this.#bench.command('knowledge', { ...caller, subcommand, options }));
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
    const id = `${100_000_000_000_000_000n + BigInt(Math.floor(this.#index / 4))}`;
    this.#userIds.add(id);
    return id;
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
}

/** How far a case came, and what was wrong with its last step; `fault` is null when nothing was. */
export interface FuzzOutcome {
  readonly steps: number;
  readonly messages: number;
  /** Of all steps, in ms on a processor. */
  readonly longestTurnMs: number;
  readonly fault: string | null;
}

/** Runs a case on a bot of its own. */
export async function runFuzzCase({ mode, shared, own, steps }: FuzzCase): Promise<FuzzOutcome> {
  compileSchemas();
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
  const run = new FuzzRun(bench);
  try {
    await run.fill(own);
    for (; done < steps.length; done += 1) await run.step(steps[done]!);
  } catch (thrown) {
    fault = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  }
  const messages = bench.discord.state.messages.size;
  await bench.end().catch((thrown: unknown) => (fault ??= String(thrown)));
  return { steps: done, messages, longestTurnMs: run.longestTurnMs, fault };
}
