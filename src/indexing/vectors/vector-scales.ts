import type { LanguageCentre } from '../../domain/ports.ts';
import type { SqliteDatabase } from '../files/sqlite-file.ts';

const SCHEMA = `
  CREATE TABLE centres (place INTEGER PRIMARY KEY, language TEXT NOT NULL, vector BLOB NOT NULL);
  CREATE TABLE vector_scales (centre_of BLOB NOT NULL, lengths BLOB NOT NULL);
`;

/** In `centreOf`: the slot of a deleted passage, or of one without a vector. */
export const NO_PASSAGE = 0xffff;

/** What makes plain cosines out of the centred unit vectors of a generation. */
export interface VectorScales {
  readonly centres: readonly LanguageCentre[];
  /** Place in `centres` by label, or `NO_PASSAGE`. */
  readonly centreOf: Uint16Array;
  /** Length of each vector after its centre was taken off, by label. */
  readonly lengths: Float32Array;
}

/** Labels in use, rising. */
export function liveLabels({ centreOf }: Pick<VectorScales, 'centreOf'>): number[] {
  const live: number[] = [];
  for (const [label, centre] of centreOf.entries()) if (centre !== NO_PASSAGE) live.push(label);
  return live;
}

/** Writes the scales, in place of those that are there. Throws SQLite's own errors. */
export function writeScales(db: SqliteDatabase, scales: VectorScales): void {
  const { centres, centreOf, lengths } = scales;
  db.transaction(() => {
    db.exec(`DROP TABLE IF EXISTS centres; DROP TABLE IF EXISTS vector_scales; ${SCHEMA}`);
    const insert = db.prepare('INSERT INTO centres VALUES (?, ?, ?)');
    for (const [place, { language, vector }] of centres.entries()) {
      insert.run(place, language, bytesOf(vector));
    }
    db.prepare('INSERT INTO vector_scales VALUES (?, ?)').run(bytesOf(centreOf), bytesOf(lengths));
  })();
}

/** Reads what `writeScales` wrote; null when it is not there for so many slots. */
export function readScales(db: SqliteDatabase, slots: number): VectorScales | null {
  const rows = db
    .prepare<[], { language: string; vector: Uint8Array }>(
      'SELECT language, vector FROM centres ORDER BY place',
    )
    .all();
  const scales = db
    .prepare<[], { centreOf: Uint8Array; lengths: Uint8Array }>(
      'SELECT centre_of AS centreOf, lengths FROM vector_scales',
    )
    .get();
  if (scales === undefined) return null;
  const centres = rows.map(({ language, vector }) => ({
    language,
    vector: new Float32Array(ownBytes(vector)),
  }));
  const centreOf = new Uint16Array(ownBytes(scales.centreOf));
  const lengths = new Float32Array(ownBytes(scales.lengths));
  return centreOf.length === slots && lengths.length === slots
    ? { centres, centreOf, lengths }
    : null;
}

function bytesOf(values: Float32Array | Uint16Array): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}

/** Own memory, aligned for numbers. */
function ownBytes(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
