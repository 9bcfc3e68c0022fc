// Writes what an embedder made of the shipped articles into a file beside them, so that nobody has to wait for it again:
//   node scripts/ship-vectors.mjs FILE CACHE DIGEST...
// FILE: knowledge/.vectors/EMBEDDER.vectors; CACHE: embeddings.sqlite of a data folder in which nothing but knowledge/ was indexed; DIGEST: under which
// runtimes know these weights, the cache's own first. The format stands in src/indexing/vectors/shipped-vectors.ts.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';

const ONE = 32_767;
const [file, cache, ...digests] = process.argv.slice(2);
if (digests.length === 0) {
  console.error('Usage: node scripts/ship-vectors.mjs FILE CACHE DIGEST...');
  process.exit(2);
}
const db = new Database(cache, { readonly: true });
const rows = (kind) =>
  db
    .prepare(
      'SELECT text_hash, vector FROM embeddings WHERE digest = ? AND kind = ? ORDER BY text_hash',
    )
    .all(digests[0], kind);
const [passages, queries] = [rows('passage'), rows('query')];
const dimensions = (passages[0]?.vector.length ?? 0) / 4;
const header = { digests, dimensions, passages: passages.length, queries: queries.length };
const written = [...passages, ...queries].flatMap(({ text_hash, vector }) => {
  const numbers = Buffer.alloc(2 * dimensions);
  for (let at = 0; at < dimensions; at += 1)
    numbers.writeInt16LE(Math.round(vector.readFloatLE(4 * at) * ONE), 2 * at);
  return [text_hash, numbers];
});
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), ...written]));
console.log(
  `${passages.length} passages and ${queries.length} questions of ${dimensions} dimensions`,
);
