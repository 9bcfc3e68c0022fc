import { Inflate } from 'fflate';
import {
  MAX_UNZIPPED_BYTES,
  MAX_ZIP_ENTRIES,
  MAX_ZIP_RATIO,
  RATIO_FREE_BYTES,
} from '../document-limits.ts';
import { tooLarge, unreadable } from '../document-refusals.ts';

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const MAX_COMMENT_BYTES = 65_535;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED_FLAG = 0x1;
const FIRST_TEXT_BYTES = 64;

/** What an archive says it holds; nothing was unpacked. */
export interface ZipListing {
  readonly names: readonly string[];
  /** Start of the first file when it is stored unpacked, as an EPUB's `mimetype` has to be. */
  readonly firstText: string;
}

interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly packedBytes: number;
  /** As the archive says; it may lie. */
  readonly statedBytes: number;
  readonly localOffset: number;
}

/** @throws AppError `document-unreadable` | `document-too-large` */
export function listZip(bytes: Uint8Array): ZipListing {
  const entries = readDirectory(bytes);
  const [first] = entries;
  const isPlain = first?.method === STORED && !first.isEncrypted;
  const text = isPlain ? Buffer.from(packedOf(bytes, first)).toString('latin1') : '';
  return { names: entries.map((entry) => entry.name), firstText: text.slice(0, FIRST_TEXT_BYTES) };
}

/**
 * Unpacks the files of an archive that `wanted` picks. What counts is what really comes out: a file
 * that unpacks to more than the archive says, or to more than the limits, stops the reading at once.
 * @throws AppError `document-unreadable` | `document-too-large`
 */
export function readZip(
  bytes: Uint8Array,
  wanted: (name: string) => boolean,
): ReadonlyMap<string, Uint8Array> {
  const entries = readDirectory(bytes);
  const stated = entries.reduce((sum, entry) => sum + entry.statedBytes, 0);
  if (stated > MAX_UNZIPPED_BYTES) throw bomb(`says it unpacks to ${stated} bytes`);
  const files = new Map<string, Uint8Array>();
  let total = 0;
  for (const entry of entries) {
    if (entry.name.endsWith('/') || !wanted(entry.name)) continue;
    if (files.has(entry.name)) throw unreadable(`The archive holds ${entry.name} twice.`);
    const data = unpack(bytes, entry, MAX_UNZIPPED_BYTES - total);
    total += data.length;
    files.set(entry.name, data);
  }
  return files;
}

function readDirectory(bytes: Uint8Array): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const end = findEnd(view);
    const count = view.getUint16(end + 10, true);
    if (count > MAX_ZIP_ENTRIES) {
      throw tooLarge('archive', `The archive holds ${count} files; at most ${MAX_ZIP_ENTRIES}.`);
    }
    const entries: ZipEntry[] = [];
    let at = view.getUint32(end + 16, true);
    for (let index = 0; index < count; index += 1) {
      const { entry, next } = readEntry(view, at);
      entries.push(entry);
      at = next;
    }
    return entries;
  } catch (error) {
    if (error instanceof RangeError) throw damaged(error);
    throw error;
  }
}

function findEnd(view: DataView): number {
  const lowest = Math.max(0, view.byteLength - END_BYTES - MAX_COMMENT_BYTES);
  for (let at = view.byteLength - END_BYTES; at >= lowest; at -= 1) {
    if (view.getUint32(at, true) === END_SIGNATURE) return at;
  }
  throw damaged();
}

function readEntry(view: DataView, at: number): { entry: ZipEntry; next: number } {
  if (view.getUint32(at, true) !== ENTRY_SIGNATURE) throw damaged();
  const nameBytes = view.getUint16(at + 28, true);
  const skipped = view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  const nameAt = at + ENTRY_BYTES;
  if (nameAt + nameBytes > view.byteLength) throw damaged();
  const entry: ZipEntry = {
    name: Buffer.from(view.buffer, view.byteOffset + nameAt, nameBytes)
      .toString('utf8')
      .replaceAll('\\', '/'), // as some writers on Windows have it
    method: view.getUint16(at + 10, true),
    isEncrypted: (view.getUint16(at + 8, true) & ENCRYPTED_FLAG) !== 0,
    packedBytes: view.getUint32(at + 20, true),
    statedBytes: view.getUint32(at + 24, true),
    localOffset: view.getUint32(at + 42, true),
  };
  return { entry, next: nameAt + nameBytes + skipped };
}

function packedOf(bytes: Uint8Array, entry: ZipEntry): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = entry.localOffset;
  if (at + LOCAL_BYTES > bytes.length || view.getUint32(at, true) !== LOCAL_SIGNATURE) {
    throw damaged();
  }
  const start = at + LOCAL_BYTES + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  if (start + entry.packedBytes > bytes.length) throw damaged();
  return bytes.subarray(start, start + entry.packedBytes);
}

function unpack(bytes: Uint8Array, entry: ZipEntry, room: number): Uint8Array {
  if (entry.isEncrypted) throw unreadable('The archive is encrypted.');
  const packed = packedOf(bytes, entry);
  if (entry.method === STORED) {
    if (packed.length > room) throw bomb(`unpacks to more than ${MAX_UNZIPPED_BYTES} bytes`);
    return packed;
  }
  if (entry.method !== DEFLATED) {
    throw unreadable(`The archive packs ${entry.name} in a way that cannot be read.`);
  }
  return inflate(packed, entry, room);
}

const PUSH_BYTES = 16_384;

function inflate(packed: Uint8Array, entry: ZipEntry, room: number): Uint8Array {
  const most = Math.min(room, Math.max(RATIO_FREE_BYTES, packed.length * MAX_ZIP_RATIO));
  const parts: Uint8Array[] = [];
  const out = { length: 0, isWhole: false };
  const stream = new Inflate((part, isLast) => {
    parts.push(part);
    out.length += part.length;
    out.isWhole ||= isLast;
  });
  try {
    for (let at = 0; at < packed.length; at += PUSH_BYTES) {
      const isLast = at + PUSH_BYTES >= packed.length;
      stream.push(packed.subarray(at, at + PUSH_BYTES), isLast);
      if (out.length > most) break;
    }
  } catch (error) {
    throw damaged(error);
  }
  if (out.length > most) throw bomb(`unpacks ${entry.name} to more than ${most} bytes`);
  if (!out.isWhole || out.length !== entry.statedBytes) throw damaged();
  return Buffer.concat(parts);
}

function bomb(what: string): Error {
  return tooLarge('archive', `The archive ${what}; that is more than a document may.`);
}

function damaged(cause?: unknown): Error {
  return unreadable('The archive is damaged or not complete.', cause);
}
