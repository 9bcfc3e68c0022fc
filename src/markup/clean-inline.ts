import { defuseInvites } from './inline-links.ts';
import { joinBold, joinPieces } from './inline-marks.ts';
import { scanInline, type ScanOptions } from './inline-scanner.ts';

/**
 * Makes one unit of prose (a paragraph, a list item) harmless on Discord: nobody is pinged, no link
 * hides its target, no invite is clickable, nothing is hidden, no mark stays open, no line becomes a
 * heading or small print.
 */
export function cleanInline(unit: string, options: ScanOptions = {}): string {
  return joinPieces(scanInline(defuseInvites(unit), options));
}

/** The same as one bold line, with nothing in it that ends the bold. */
export function cleanBold(line: string, options: ScanOptions = {}): string {
  return joinBold(scanInline(defuseInvites(line), options));
}
