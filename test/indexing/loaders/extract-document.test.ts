import { MAX_DOCUMENT_BYTES } from '../../../src/domain/documents.ts';
import { setMaxListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import {
  MAX_EXTRACTION_MS,
  MAX_EXTRACTIONS,
  MAX_IDLE_PROCESS_MS,
  MAX_WAITING_EXTRACTIONS,
} from '../../../src/indexing/loaders/document-limits.ts';
import { createExtractDocument } from '../../../src/indexing/loaders/extract-document.ts';
import { systemClock } from '../../../src/observability/system-clock.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { endlessPdf, makePdf, pdfBomb, pdfLines, sourceOf } from './make-documents.ts';

const MARKDOWN = sourceOf('# Titel\n\nDer Text dazu, in einem Satz.', 'a.md');

describe('createExtractDocument', () => {
  test('reads documents of every kind in a process, one after the other', async () => {
    const clock = new ManualClock();
    const extract = createExtractDocument({ clock });
    await expect(extract(MARKDOWN)).resolves.toMatchObject({
      title: 'Titel',
      markdown: 'Der Text dazu, in einem Satz.',
    });
    const pdf = sourceOf(makePdf([pdfLines(['Ein Satz in einem PDF, lang genug.'])]), 'a.pdf');
    await expect(extract(pdf)).resolves.toMatchObject({ format: 'pdf' });
    await expect(extract(sourceOf('', 'a.md'))).rejects.toMatchObject({
      code: 'document-unreadable',
    });
    await expect(extract(MARKDOWN)).resolves.toMatchObject({ title: 'Titel' });
    await clock.advance(MAX_IDLE_PROCESS_MS);
    expect(clock.pending).toBe(0);
  });

  test('keeps the event loop free', async () => {
    let turns = 0;
    const ticking = setInterval(() => (turns += 1), 1);
    await createExtractDocument({ clock: systemClock })(MARKDOWN);
    clearInterval(ticking);
    expect(turns).toBeGreaterThan(5);
  });

  test('refuses 50 MB unread', async () => {
    const extract = createExtractDocument({ clock: new ManualClock() });
    const source = sourceOf(new Uint8Array(MAX_DOCUMENT_BYTES + 1), 'a.html');
    await expect(extract(source)).rejects.toMatchObject({
      code: 'document-too-large',
      details: { limit: 'bytes' },
    });
  });

  test('ends a document that takes too long, and the process with it', async () => {
    const clock = new ManualClock();
    const extract = createExtractDocument({ clock });
    const reading = extract(sourceOf(endlessPdf(), 'a.pdf'));
    const outcome = expect(reading).rejects.toMatchObject({
      code: 'document-too-large',
      details: { limit: 'time' },
    });
    await clock.whenSleeping();
    await clock.advance(MAX_EXTRACTION_MS);
    await outcome;
    expect(clock.pending).toBe(0);
  });

  test('ends a document that takes too much heap', async () => {
    const extract = createExtractDocument({ clock: systemClock, heapMb: 64 });
    const page = `<html>${'<p><b>x</b>'.repeat(90_000)}`;
    await expect(extract(sourceOf(page, 'a.html'))).rejects.toMatchObject({
      code: 'document-too-large',
      details: { limit: 'memory' },
    });
  });

  test('ends a PDF that unpacks to more than it may', async () => {
    const extract = createExtractDocument({ clock: systemClock, maxBytes: 250_000_000 });
    await expect(extract(sourceOf(pdfBomb(200_000_000), 'a.pdf'))).rejects.toMatchObject({
      code: 'document-too-large',
      details: { limit: 'memory' },
    });
  });

  test('is cancelled while it reads, while it waits, and before', async () => {
    const clock = new ManualClock();
    const extract = createExtractDocument({ clock });
    const abort = new AbortController();
    const endless = sourceOf(endlessPdf(), 'a.pdf');
    const reading = Array.from({ length: MAX_EXTRACTIONS + 1 }, () =>
      extract(endless, abort.signal),
    );
    const outcomes = Promise.allSettled(reading);
    await clock.whenSleeping(MAX_EXTRACTIONS);
    abort.abort();
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ reason: { code: 'cancelled' } });
    }
    await expect(extract(MARKDOWN, abort.signal)).rejects.toMatchObject({ code: 'cancelled' });
    expect(clock.pending).toBe(0);
    await expect(extract(MARKDOWN)).resolves.toMatchObject({ title: 'Titel' });
  });

  test('lets a bounded number wait', async () => {
    const clock = new ManualClock();
    const extract = createExtractDocument({ clock });
    const abort = new AbortController();
    setMaxListeners(0, abort.signal);
    const endless = sourceOf(endlessPdf(), 'a.pdf');
    const all = MAX_EXTRACTIONS + MAX_WAITING_EXTRACTIONS;
    const reading = Array.from({ length: all }, () => extract(endless, abort.signal));
    await expect(extract(MARKDOWN)).rejects.toMatchObject({
      details: { limit: 'queue' },
      isRetryable: true,
    });
    const outcomes = Promise.allSettled(reading);
    abort.abort();
    await outcomes;
    await expect(extract(MARKDOWN)).resolves.toMatchObject({ title: 'Titel' });
  });
});
