import { crc32 } from 'node:zlib';

/** What the file `CURRENT` says: the generations of an index by their ids. */
export interface CurrentPointer {
  /** Null while every generation has been refused. */
  readonly current: string | null;
  /** Kept for a roll back; null when there is none. */
  readonly previous: string | null;
  /** Finished and not accepted. */
  readonly aside: string | null;
  /** Hash of the corpus that was rolled back or kept aside. */
  readonly declined: string | null;
}

/** Points to nothing. */
export const NO_POINTER: CurrentPointer = {
  current: null,
  previous: null,
  aside: null,
  declined: null,
};

export const GENERATION_ID = /^[a-z0-9]{12}$/u;
const HASH = /^[0-9a-f]{1,64}$/u;

/** Four named lines and a checksum, so that no cut and no flipped byte goes unnoticed. */
export function formatPointer({ current, previous, aside, declined }: CurrentPointer): string {
  const lines = [
    `current ${current ?? '-'}`,
    `previous ${previous ?? '-'}`,
    `aside ${aside ?? '-'}`,
    `declined ${declined ?? '-'}`,
  ].join('\n');
  return `${lines}\nchecksum ${crc32(lines).toString(16)}\n`;
}

/** Reads `CURRENT`. */
export function parsePointer(text: string): CurrentPointer | 'damaged' {
  const found =
    /^current (\S+)\nprevious (\S+)\naside (\S+)\ndeclined (\S+)\nchecksum \S+\n$/u.exec(text);
  const [current = '', previous = '', aside = '', declined = ''] = found?.slice(1) ?? [];
  const pointer: CurrentPointer = {
    current: orNull(current),
    previous: orNull(previous),
    aside: orNull(aside),
    declined: orNull(declined),
  };
  const isRight =
    [pointer.current, pointer.previous, pointer.aside].every(
      (id) => id === null || GENERATION_ID.test(id),
    ) &&
    (pointer.declined === null || HASH.test(pointer.declined)) &&
    text === formatPointer(pointer);
  return isRight ? pointer : 'damaged';
}

function orNull(word: string): string | null {
  return word === '-' ? null : word;
}
