/** What the ring needs to know of an entry. */
export interface RingEntry {
  readonly userId: string;
  /** Null outside a server: all direct messages together stand as one server does. */
  readonly guildId: string | null;
}

type Users<Entry> = Map<string, Entry[]>;

/**
 * Waiting entries in two rotations, one over servers and inside it one over a server's users. Who
 * was served goes to the end of both, so while server B waits, server A gets one turn at most.
 */
export class TurnRing<Entry extends RingEntry> {
  // A Map keeps the order of insertion; deleting and setting again moves a key to the end.
  readonly #guilds = new Map<string | null, Users<Entry>>();
  #size = 0;

  /** Entries waiting. */
  get size(): number {
    return this.#size;
  }

  /** Adds behind the user's other entries; a new user or server comes last in its rotation. */
  add(entry: Entry): void {
    const users = this.#guilds.get(entry.guildId) ?? new Map<string, Entry[]>();
    const entries = users.get(entry.userId) ?? [];
    entries.push(entry);
    users.set(entry.userId, entries);
    this.#guilds.set(entry.guildId, users);
    this.#size += 1;
  }

  /** Takes out who is next; undefined when nobody waits. */
  next(): Entry | undefined {
    const entry = takeNext(this.#guilds);
    if (entry !== undefined) this.#size -= 1;
    return entry;
  }

  /** False when the entry is not waiting. Nobody else loses their place. */
  remove(entry: Entry): boolean {
    const users = this.#guilds.get(entry.guildId);
    const entries = users?.get(entry.userId);
    const at = entries?.indexOf(entry) ?? -1;
    if (users === undefined || entries === undefined || at === -1) return false;
    entries.splice(at, 1);
    if (entries.length === 0) users.delete(entry.userId);
    if (users.size === 0) this.#guilds.delete(entry.guildId);
    this.#size -= 1;
    return true;
  }

  countOfUser(userId: string): number {
    let count = 0;
    for (const users of this.#guilds.values()) count += users.get(userId)?.length ?? 0;
    return count;
  }

  countOfGuild(guildId: string | null): number {
    let count = 0;
    for (const entries of this.#guilds.get(guildId)?.values() ?? []) count += entries.length;
    return count;
  }

  /** All entries in the order they will be served if nobody comes or goes. */
  order(): Entry[] {
    const copy = new Map<string | null, Users<Entry>>();
    for (const [guildId, users] of this.#guilds) {
      copy.set(guildId, new Map([...users].map(([userId, all]) => [userId, [...all]])));
    }
    const ordered: Entry[] = [];
    for (let entry = takeNext(copy); entry !== undefined; entry = takeNext(copy)) {
      ordered.push(entry);
    }
    return ordered;
  }
}

function takeNext<Entry>(guilds: Map<string | null, Users<Entry>>): Entry | undefined {
  const guild = guilds.entries().next().value;
  const user = guild?.[1].entries().next().value;
  if (guild === undefined || user === undefined) return undefined;
  const [guildId, users] = guild;
  const [userId, entries] = user;
  const entry = entries.shift();
  users.delete(userId);
  if (entries.length > 0) users.set(userId, entries);
  guilds.delete(guildId);
  if (users.size > 0) guilds.set(guildId, users);
  return entry;
}
