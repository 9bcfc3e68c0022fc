import type { DocumentSource } from '../../domain/documents.ts';
import { decodeText } from '../corpus/decode-text.ts';
import { CUE_TIME } from './detect-format.ts';
import { decodeEntities } from '../../text/entities.ts';
import { unreadable } from './document-refusals.ts';
import { escapeLineStart } from './escape-line-starts.ts';
import type { Draft } from './finish-document.ts';

/** A silence as long as this begins a paragraph. */
const PARAGRAPH_GAP_MS = 2_000;
/** A paragraph this long ends with its sentence. */
const LONG_PARAGRAPH_CHARS = 600;
const VOICE = /<v(?:\.[^\s<>]{0,60})?\s([^<>]{1,60})>/u;
/** One to three words with large first letters and a colon. */
const NAME = /^(\p{Lu}[\p{L}.'’-]{0,30}(?: (?:\p{Lu}[\p{L}.'’-]{0,30}|\d{1,2})){0,2}):\s(?=\S)/u;
const SENTENCE_END = /[.!?…]["'»”)]*$/u;
const SOUND = /^(?:[[(][^\])]{1,60}[\])]|[♪♫#\s]+)$/u;
interface Cue {
  readonly startMs: number;
  readonly endMs: number;
  readonly lines: SaidLine[];
}

interface SaidLine {
  /** As the file names them; null where it names nobody. */
  readonly speaker: string | null;
  readonly text: string;
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

/** WebVTT ends a cue at an empty line; in SubRip its text runs to the next cue. */
function readCues(text: string): Cue[] {
  const endsAtBlank = text.startsWith('WEBVTT');
  const lines = text.split('\n');
  const cues: Cue[] = [];
  let open: Cue | undefined;
  for (const [at, line] of lines.entries()) {
    const timing = CUE_TIME.exec(line.trimStart())?.[0];
    if (timing !== undefined) {
      const [start = '', end = ''] = timing.split(/-{1,3}>/u);
      open = { startMs: toMs(start), endMs: toMs(end), lines: [] };
      cues.push(open);
    } else if (endsAtBlank && line.trim() === '') open = undefined;
    else if (!isCueName(lines, at)) open?.lines.push(...saidIn(line, open.lines.at(-1)));
  }
  return withNamesApart(cues);
}

/** Names that stand before what is said, `ANN: ...`, are voices where the file has one more than once. */
function withNamesApart(cues: readonly Cue[]): Cue[] {
  const counts = new Map<string, number>();
  for (const { text } of cues.flatMap(({ lines }) => lines)) {
    const name = NAME.exec(text)?.[1];
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  if (![...counts.values()].some((count) => count > 1)) return [...cues];
  const apart = (line: SaidLine): SaidLine => {
    const [mark = '', speaker] = NAME.exec(line.text) ?? [];
    return speaker === undefined || line.speaker !== null
      ? line
      : { speaker, text: line.text.slice(mark.length) };
  };
  return cues.map((cue) => ({ ...cue, lines: cue.lines.map(apart) }));
}

/** The number above a cue's times. */
function isCueName(lines: readonly string[], at: number): boolean {
  if (!/^\s*\d{1,9}\s*$/u.test(lines[at] ?? '') || (lines[at - 1] ?? '').trim() !== '')
    return false;
  const [next = '', below = ''] = lines.slice(at + 1, at + 3).map((line) => line.trimStart());
  return CUE_TIME.test(next === '' ? below : next);
}

function toMs(time: string): number {
  const [clock = '', ms = '0'] = time.split(/[,.]/u);
  const [seconds = 0, minutes = 0, hours = 0] = clock.split(':').reverse().map(Number);
  return ((hours * 60 + minutes) * 60 + seconds) * 1_000 + Number(ms);
}

/** What a line says, by the voices it names; whoever spoke above in the cue goes on. */
function saidIn(line: string, above: SaidLine | undefined): SaidLine[] {
  const [first = '', ...rest] = line.split(VOICE);
  const said = [{ speaker: above?.speaker ?? null, text: plainText(first) }];
  for (let at = 0; at < rest.length; at += 2) {
    said.push({ speaker: plainText(rest[at] ?? ''), text: plainText(rest[at + 1] ?? '') });
  }
  return said.filter(({ text }) => text !== '');
}

function plainText(line: string): string {
  const text = decodeEntities(line.replace(/<[^<>]{0,200}>|\{\\[^{}]{0,100}\}/gu, ''))
    .replace(/^\s*(?:[-–—]\s+|>>+\s*)(?=\S)/u, '')
    .replace(/\s+/gu, ' ')
    .trim();
  return SOUND.test(text) ? '' : text;
}

function paragraphsOf(cues: readonly Cue[]): string[] {
  const paragraphs: string[] = [];
  let text = '';
  let endMs = 0;
  let last = '';
  let speaker: string | null = null;
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
      const isOther = line.speaker !== null && line.speaker !== speaker;
      if (isOther) close();
      const name = isOther ? `${line.speaker}: ` : '';
      // Rolling captions say each line twice.
      if (line.text !== last) text += (text === '' ? '' : ' ') + name + line.text;
      speaker = line.speaker ?? speaker;
      last = line.text;
    }
  }
  close();
  return paragraphs;
}
