import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { bodyTooLarge, failed } from './web-faults.ts';

type Unpack = (body: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>;

/** A map, since an object answers to names nobody gave it. */
const UNPACKERS: ReadonlyMap<string, Unpack> = new Map([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['br', promisify(brotliDecompress)],
  ['deflate', promisify(inflate)],
]);
const unpackRaw: Unpack = promisify(inflateRaw);

/**
 * A body as it was before the server packed it, off the main thread.
 * @throws AppError `document-too-large` as soon as more than `maxBytes` come out | `address-failed`
 */
export async function unpackBody(
  body: Buffer,
  encoding: string,
  maxBytes: number,
): Promise<Buffer> {
  if (encoding === '' || encoding === 'identity' || body.length === 0) return body;
  const unpack = encoding === 'deflate' && !isZlib(body) ? unpackRaw : UNPACKERS.get(encoding);
  if (unpack === undefined) {
    throw failed(`The page is packed as ${encoding.slice(0, 40)}.`, { isRetryable: false });
  }
  try {
    return await unpack(body, { maxOutputLength: maxBytes });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ERR_BUFFER_TOO_LARGE') throw bodyTooLarge(maxBytes);
    throw failed('The page came in damaged.', { cause: error });
  }
}

/** Servers send both, a zlib stream and a bare one, under the name of `deflate`. */
function isZlib(body: Buffer): boolean {
  return ((body[0] ?? 0) & 0x0f) === 8 && body.length > 1 && body.readUInt16BE(0) % 31 === 0;
}
