import { createHash } from 'node:crypto';
import { ApplicationCommandType, Routes, type REST } from 'discord.js';
import type { Logger } from '../domain/ports.ts';
import type { CommandJson } from './command-json.ts';
import type { RegistryStore } from './registry-store.ts';

export interface RegistrationOptions {
  /** Registers for this server only, effective at once; absent: globally. */
  readonly guildId?: string | undefined;
}

export interface CommandRegistryOptions {
  readonly rest: REST;
  readonly applicationId: string;
  readonly registration: RegistrationOptions;
  readonly store: RegistryStore;
  readonly logger: Logger;
}

/** What came of a comparison with Discord's list. */
export interface Registered {
  readonly hasSent: boolean;
  /** Of the commands somebody types, by their English name. */
  readonly ids: ReadonlyMap<string, string>;
}

const GLOBAL = 'global';

/** Keeps Discord's list of commands equal to ours, in one scope only. */
export class CommandRegistry {
  readonly #options: CommandRegistryOptions;

  constructor(options: CommandRegistryOptions) {
    this.#options = options;
  }

  /**
   * Sends `commands` if Discord's list differs, and empties the scope that is not configured.
   * @returns whether anything was sent, and Discord's ids by name.
   * @throws whatever discord.js's REST throws.
   */
  async sync(commands: readonly CommandJson[]): Promise<Registered> {
    const scope = this.#options.registration.guildId ?? GLOBAL;
    const record = await this.#options.store.read();
    const others = new Set([GLOBAL, record?.scope ?? GLOBAL]);
    others.delete(scope);
    let hasSent = false;
    for (const other of others) hasSent = (await this.#clear(other)) || hasSent;

    const sent = hash(canonicalList(commands));
    const remote = await this.#list(scope);
    const answered = answerHash(remote);
    const isKnown = record?.scope === scope && record.sent === sent && record.answered === answered;
    if (isKnown) return { hasSent, ids: idsOf(remote) };
    if (sameCommands(commands, remote)) {
      await this.#options.store.write({ scope, sent, answered });
      return { hasSent, ids: idsOf(remote) };
    }
    const answer = asList(await this.#options.rest.put(this.#route(scope), { body: commands }));
    await this.#options.store.write({ scope, sent, answered: answerHash(answer) });
    this.#options.logger.info({ scope, commands: commands.length }, 'Commands registered.');
    return { hasSent: true, ids: idsOf(answer) };
  }

  async #clear(scope: string): Promise<boolean> {
    if ((await this.#list(scope)).length === 0) return false;
    await this.#options.rest.put(this.#route(scope), { body: [] });
    this.#options.logger.info({ scope }, 'Stale commands removed.');
    return true;
  }

  async #list(scope: string): Promise<readonly RemoteCommand[]> {
    const query = new URLSearchParams({ with_localizations: 'true' });
    return asList(await this.#options.rest.get(this.#route(scope), { query }));
  }

  #route(scope: string): `/${string}` {
    const { applicationId } = this.#options;
    return scope === GLOBAL
      ? Routes.applicationCommands(applicationId)
      : Routes.applicationGuildCommands(applicationId, scope);
  }
}

/** Whether Discord's list says the same as ours, but for what Discord adds. */
export function sameCommands(ours: readonly CommandJson[], remote: readonly unknown[]): boolean {
  return hash(canonicalList(ours)) === hash(canonicalList(remote));
}

type RemoteCommand = Readonly<Record<string, unknown>>;

function asList(answer: unknown): readonly RemoteCommand[] {
  return Array.isArray(answer) ? (answer as RemoteCommand[]) : [];
}

function idsOf(commands: readonly RemoteCommand[]): ReadonlyMap<string, string> {
  return new Map(
    commands
      .filter(({ type }) => type === undefined || type === ApplicationCommandType.ChatInput)
      .map(({ name, id }) => [String(name), String(id)]),
  );
}

function answerHash(commands: readonly RemoteCommand[]): string {
  return hash(commands.map(({ id, version }) => `${String(id)} ${String(version)}`).sort());
}

/** What Cria sends of a command; the rest (ids, versions, defaults) is Discord's. */
const OWN_KEYS = new Set([
  'type',
  'name',
  'name_localizations',
  'description',
  'description_localizations',
  'options',
  'choices',
  'channel_types',
  'value',
  'required',
  'autocomplete',
  'min_length',
  'max_length',
  'min_value',
  'max_value',
  'contexts',
  'integration_types',
  'default_member_permissions',
]);

/** The same text for the same commands, whatever the order of keys and the defaults filled in. */
function canonicalList(commands: readonly unknown[]): string[] {
  return commands.map((command) => JSON.stringify(canonical(command, true))).sort();
}

function canonical(value: unknown, isOwn: boolean): unknown {
  if (Array.isArray(value)) return value.map((entry) => canonical(entry, isOwn));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as Record<string, unknown>)
    .filter(([key, content]) => (!isOwn || OWN_KEYS.has(key)) && !isDefault(content))
    .map(([key, content]): [string, unknown] => [
      key,
      canonical(content, !key.endsWith('_localizations')),
    ]);
  return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}

function isDefault(content: unknown): boolean {
  const isEmptyList = Array.isArray(content) && content.length === 0;
  return (
    content === null || content === undefined || content === false || content === '' || isEmptyList
  );
}

function hash(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
