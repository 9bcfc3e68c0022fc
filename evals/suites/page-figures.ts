import { AppError } from '../../src/domain/errors.ts';
import type { ExtractedDocument } from '../../src/domain/documents.ts';
import { parsePage } from '../../src/indexing/loaders/page/dom.ts';

/** A page, what its suite expects of it, and what was read. */
export interface PageCase {
  readonly name: string;
  readonly html: string;
  readonly metadata: { readonly title?: string | null; readonly publishedTime?: string | null };
  readonly read: ExtractedDocument | AppError;
}

/** What a page without any title is called: its file, as `run.ts` names it. */
export const FILE_TITLE = 'page';

/** Word F1, titles and days of all pages, with each title and day that is another. */
export function pageFigures(cases: readonly PageCase[]): string {
  const scores: number[] = [];
  const lines: string[] = [];
  let [titles, withSite] = [0, 0];
  let [days, daysExpected] = [0, 0];
  for (const { name, html, metadata, read } of cases) {
    if (read instanceof AppError) {
      lines.push(`${name}: ${read.message}`);
      scores.push(0);
      continue;
    }
    scores.push(wordF1(textOf(html), withoutAddresses(read.markdown)));
    const wanted = squeezed(metadata.title ?? '');
    // A page without a title is named after its file.
    const isRight = wanted === read.title || (wanted === '' && read.title === FILE_TITLE);
    if (isRight) titles += 1;
    else if (isButForSite(wanted, read.title)) withSite += 1;
    if (!isRight) lines.push(`${name}: title\n    wanted ${wanted}\n    read   ${read.title}`);
    const day = dayOf(metadata.publishedTime ?? '');
    if (day === null) continue;
    daysExpected += 1;
    if (day === read.published) days += 1;
    else lines.push(`${name}: day ${String(read.published)}, not ${day}`);
  }
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return [
    ...lines,
    `pages: ${cases.length}, word F1 ${mean.toFixed(3)}, titles ${titles} of ${cases.length} (${withSite} more but for the name of site, section or author), days ${days} of ${daysExpected}`,
  ].join('\n');
}

/** Whether nothing is missing but what stands behind a mark at the end. */
function isButForSite(wanted: string, read: string): boolean {
  return wanted.startsWith(read) && /^ ?[-–—|·_[]/u.test(wanted.slice(read.length));
}

function withoutAddresses(markdown: string): string {
  return markdown.replaceAll(/\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?: "[^"]*")?\)/gu, '] ');
}

function textOf(html: string): string {
  // A word ends where its element does.
  const apart = html.replaceAll('<', ' <');
  return parsePage(`<html><body>${apart}</body></html>`).documentElement.textContent;
}

/** Of two texts as bags of words. */
function wordF1(wanted: string, read: string): number {
  const [one, other] = [bagOf(wanted), bagOf(read)];
  let shared = 0;
  for (const [word, count] of one) shared += Math.min(count, other.get(word) ?? 0);
  const size = (bag: ReadonlyMap<string, number>): number =>
    [...bag.values()].reduce((sum, count) => sum + count, 0);
  const all = size(one) + size(other);
  return all === 0 ? 1 : (2 * shared) / all;
}

function bagOf(text: string): ReadonlyMap<string, number> {
  const bag = new Map<string, number>();
  for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)) {
    bag.set(word, (bag.get(word) ?? 0) + 1);
  }
  return bag;
}

function squeezed(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

function dayOf(time: string): string | null {
  const [day] = /^\d{4}-\d{2}-\d{2}/u.exec(time) ?? [];
  const ms = Date.parse(time);
  return day ?? (Number.isNaN(ms) ? null : new Date(ms).toISOString().slice(0, 10));
}
