import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What was registered last: enough to know later whether anything has changed. */
export interface RegistryRecord {
  /** `global` or a guild's id. */
  readonly scope: string;
  /** SHA-256 (hex) of the list as it was sent. */
  readonly sent: string;
  /** SHA-256 (hex) of ids and versions as Discord answered. */
  readonly answered: string;
}

export interface RegistryStore {
  /** Null when nothing (readable) was stored. Never throws for a damaged record. */
  read(): Promise<RegistryRecord | null>;
  write(record: RegistryRecord): Promise<void>;
}

/** Keeps the record in one JSON file, replaced by rename. */
export function fileRegistryStore(path: string): RegistryStore {
  return {
    async read() {
      try {
        return asRecord(JSON.parse(await readFile(path, 'utf8')));
      } catch {
        return null; // missing or damaged: Discord's own list decides
      }
    },
    async write(record) {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(`${path}.new`, JSON.stringify(record));
      await rename(`${path}.new`, path);
    },
  };
}

function asRecord(value: unknown): RegistryRecord | null {
  if (typeof value !== 'object' || value === null) return null;
  const { scope, sent, answered } = value as Record<string, unknown>;
  const isWhole = [scope, sent, answered].every((field) => typeof field === 'string');
  return isWhole ? (value as RegistryRecord) : null;
}
