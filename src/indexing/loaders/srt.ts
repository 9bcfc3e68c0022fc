import type { DocumentSource } from '../../domain/documents.ts';
import { decodeText } from './decode-text.ts';
import { CUE_TIME } from './detect-format.ts';
import { unreadable } from './document-refusals.ts';
import { escapeLineStart } from './escape-line-starts.ts';
import type { Draft } from './finish-document.ts';

/** A silence as long as this begins a paragraph. */
const PARAGRAPH_GAP_MS = 2_000;
/** A paragraph this long ends with its sentence. */
const LONG_PARAGRAPH_CHARS = 600;
const TIMING = new RegExp(`^\\s*(${CUE_TIME.source})`, 'u');
const SENTENCE_END = /[.!?…]["'»”)]*$/u;
const SOUND = /^(?:[[(][^\])]{1,60}[\])]|[♪♫#\s]+)$/u;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  nbsp: ' ',
  quot: '"',
  apos: "'",
  lrm: '',
  rlm: '',
};

interface Cue {
  readonly startMs: number;
  readonly endMs: number;
  readonly lines: readonly string[];
}

/** Takes what is said out of subtitles, SubRip or WebVTT. @throws AppError `document-unreadable` */
export function readSrt(source: DocumentSource): Draft {
  const cues = readCues(decodeText(source.bytes, { contentType: source.contentType }));
  if (cues.length === 0) throw unreadable('There is no subtitle in the file.');
  return {
    format: 'srt',
    title: null,
    language: null,
    published: null,
    author: null,
    markdown: paragraphsOf(cues).map(escapeLineStart).join('\n\n'),
  };
}

function readCues(text: string): Cue[] {
  const cues: Cue[] = [];
  for (const block of text.split(/\n[ \t]*\n/u)) {
    const lines = block.split('\n');
    const at = lines.findIndex((line) => TIMING.test(line));
    if (at === -1) continue; // head, style and notes of WebVTT
    const [start = '', end = ''] = (TIMING.exec(lines[at] ?? '')?.[1] ?? '').split('-->');
    cues.push({
      startMs: toMs(start),
      endMs: toMs(end),
      lines: lines
        .slice(at + 1)
        .map(plainLine)
        .filter((line) => line !== ''),
    });
  }
  return cues;
}

function toMs(time: string): number {
  const [ms = 0, seconds = 0, minutes = 0, hours = 0] = time.split(/[:,.]/u).reverse().map(Number);
  return ((hours * 60 + minutes) * 60 + seconds) * 1_000 + ms;
}

function plainLine(line: string): string {
  const text = line
    .replace(/<v(?:\.[^\s<>]{0,60})?\s([^<>]{1,60})>/gu, '$1: ')
    .replace(/<[^<>]{0,200}>|\{\\[^{}]{0,100}\}/gu, '')
    .replace(
      /&(amp|lt|gt|nbsp|quot|apos|lrm|rlm);/gu,
      (whole, name: string) => ENTITIES[name] ?? whole,
    )
    .replace(/^\s*[-–—]\s+(?=\S)/u, '')
    .replace(/\s+/gu, ' ')
    .trim();
  return SOUND.test(text) ? '' : text;
}

function paragraphsOf(cues: readonly Cue[]): string[] {
  const paragraphs: string[] = [];
  let text = '';
  let endMs = 0;
  let last = '';
  const close = (): void => {
    if (text !== '') paragraphs.push(text);
    text = '';
  };
  for (const cue of cues) {
    const isPause = cue.startMs - endMs >= PARAGRAPH_GAP_MS;
    const isLong = text.length >= LONG_PARAGRAPH_CHARS && SENTENCE_END.test(text);
    if (isPause || isLong) close();
    endMs = Math.max(endMs, cue.endMs);
    for (const line of cue.lines) {
      // Rolling captions say each line twice.
      if (line !== last) text += (text === '' ? '' : ' ') + line;
      last = line;
    }
  }
  close();
  return paragraphs;
}
