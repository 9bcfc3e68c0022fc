import type { GivenFile } from '../application/command.ts';
import { AppError, toAppError } from '../domain/errors.ts';
import type { Clock } from '../domain/ports.ts';
import { ATTACHMENT_TIMEOUT_MS } from './discord-limits.ts';

/** What Discord says about a file that was handed in with a command. */
export interface WireAttachment {
  readonly name: string;
  readonly contentType: string | null;
  /** Bytes. */
  readonly size: number;
  readonly url: string;
}

/** The file behind an attachment; nothing is loaded before it is read. */
export type ReadAttachment = (attachment: WireAttachment) => GivenFile;

export interface ReadAttachmentOptions {
  readonly clock: Clock;
  /** Another API than Discord's; attachments may come from its origin too. */
  readonly apiUrl?: string | undefined;
}

/** Where Discord keeps attachments. */
const DISCORD_HOSTS = new Set(['cdn.discordapp.com', 'media.discordapp.net']);

/** Loads attachments from Discord, and from nowhere else, within `ATTACHMENT_TIMEOUT_MS`. */
export function createReadAttachment({ clock, apiUrl }: ReadAttachmentOptions): ReadAttachment {
  const ownOrigin = apiUrl === undefined ? null : new URL(apiUrl).origin;
  return ({ name, contentType, size, url }) => ({
    name,
    contentType,
    sizeBytes: size,
    async read(maxBytes, signal) {
      const address = attachmentAddress(url, ownOrigin);
      if (size > maxBytes) throw tooLarge(maxBytes);
      const over = new AbortController();
      const late = new AbortController();
      clock.sleep(ATTACHMENT_TIMEOUT_MS, over.signal).then(
        () => late.abort(failed('it took too long')),
        () => undefined,
      );
      const ends = signal === undefined ? late.signal : AbortSignal.any([late.signal, signal]);
      try {
        return await load(address, maxBytes, ends);
      } catch (thrown) {
        if (signal?.aborted === true) {
          throw new AppError('cancelled', 'The download was cancelled.', { cause: thrown });
        }
        const error = toAppError(thrown);
        throw error.code === 'internal' ? failed(error.message) : error;
      } finally {
        over.abort();
      }
    },
  });
}

/** @throws AppError `address-failed` for what is not Discord's */
function attachmentAddress(url: string, ownOrigin: string | null): URL {
  const address = URL.canParse(url) ? new URL(url) : null;
  const isDiscord = address?.protocol === 'https:' && DISCORD_HOSTS.has(address.host);
  if (address === null || !(isDiscord || address.origin === ownOrigin)) {
    throw new AppError('address-failed', 'The attachment is not where Discord keeps attachments.');
  }
  return address;
}

async function load(address: URL, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  const response = await fetch(address, { signal, redirect: 'error' });
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw failed(`Discord answered ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(maxBytes: number): AppError {
  return new AppError('document-too-large', `The attachment has more than ${maxBytes} bytes.`, {
    details: { maxBytes },
  });
}

function failed(reason: string): AppError {
  return new AppError('address-failed', `The attachment could not be loaded: ${reason}.`, {
    isRetryable: true,
  });
}
