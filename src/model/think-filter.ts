import { DISCARD } from '../domain/ports.ts';

/** Takes the visible text out of a stream of pieces. */
export interface ThinkFilter {
  /** The part of the stream that has become certain to be visible; often empty. */
  push(piece: string): string;
  /** What was held back at the end. */
  end(): string;
  /** Whether anything of it was visible. */
  readonly hasShown: boolean;
  /** Whether the model wrote something and all of it was thinking. */
  readonly hasOnlyThought: boolean;
}

const THINKING =
  'think|thinking|thought|thoughts|reason|reasoning|reflection|analysis|scratchpad|internal|seed:think|tool_call|tool_response';
/**
 * What a model writes for its server and not for a reader: the edges of its thinking, and the marks of
 * chat templates. A mark in back-ticks is written about.
 */
const MARK = new RegExp(
  [
    String.raw`<(?<open>${THINKING})\s?>`,
    String.raw`</(?<close>${THINKING})\s?>`,
    String.raw`\[(?<closeBracket>/?)THINK\]`,
    String.raw`<unused(?<unused>9[45])>`,
    String.raw`(?<edge>[◁▷]/?think[◁▷])`,
    String.raw`<[|｜](?<bar>[^|｜<>\s]{1,40})[|｜]>`,
    String.raw`</?(?<tag>s|bos|eos|pad|unk|start_of_turn|end_of_turn|end_of_utterance)>`,
    String.raw`\[/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|gMASK|sMASK)\]`,
  ].join('|'),
  'iu',
);
/** The beginning of what may become a mark. */
const BEGUN = /^(?:<[^<>\s]{0,46}\s?|\[\/?[A-Za-z_]{0,16}|[◁▷]\/?[a-z]{0,5})$/u;
/** Longest mark, in characters. */
const MAX_MARK_CHARS = 48;

/** Marks with bars that end a turn; what comes after them is not this answer. */
const TURN_END =
  /^(?:im_end|end|eot_id|eom_id|return|endoftext|end_of_text|end▁of▁sentence|end_of_turn|END_OF_TURN_TOKEN|call)$/u;
/** Those in front of a speaker's name, up to the text itself. */
const TURN_START = /^(?:im_start|start|start_header_id|START_OF_TURN_TOKEN)$/u;
const HEADER_END = /^(?:end_header_id|message|im_sep)$/u;
/** What such a mark closes need not have been thinking where none opened it. */
const NO_LONE_CLOSE = /^(?:reason|analysis|scratchpad|internal|tool_\w+)$/iu;
/** Marks with bars around thinking. */
const THOUGHT_START = /^(?:begin_of_(?:thought|thinking)|thinking_start)$/u;
const THOUGHT_END = /^(?:end_of_(?:thought|thinking)|thinking_end)$/u;
/** Harmony's channel for the reader; `analysis` and `commentary` are not. */
const FINAL_CHANNEL = /^\s*final/u;

type State =
  /** Nothing visible has come, or a block has just ended: white space is not shown. */
  | 'gap'
  | 'visible'
  | 'thinking'
  /** Between the marks that name speaker and channel. */
  | 'header'
  | 'over';

/**
 * Removes thinking from an answer, whatever its family marks it with (`<think>`, `[THINK]`, harmony
 * channels), and the marks of chat templates, also when they come in pieces. A closing mark without an
 * opening one means that everything before it was thinking: `DISCARD` stands in its place. An opening
 * mark in the middle of a line stays, because there an answer may be writing about it.
 */
export function createThinkFilter(): ThinkFilter {
  return new Filter();
}

class Filter implements ThinkFilter {
  #state: State = 'gap';
  #held = '';
  /** What a header has said so far. */
  #header = '';
  #isShown = false;
  #hasThought = false;
  /** The last character that was shown. */
  #last = '\n';

  get hasShown(): boolean {
    return this.#isShown;
  }

  get hasOnlyThought(): boolean {
    return this.#hasThought && !this.#isShown;
  }

  push(piece: string): string {
    this.#held += piece;
    let shown = '';
    for (;;) {
      const mark = MARK.exec(this.#held);
      if (mark === null) break;
      shown += this.#text(this.#held.slice(0, mark.index));
      this.#held = this.#held.slice(mark.index + mark[0].length);
      shown += this.#mark(mark);
    }
    const begun = begunLength(this.#held.slice(-MAX_MARK_CHARS));
    const certain = this.#held.slice(0, this.#held.length - begun);
    this.#held = this.#held.slice(certain.length);
    return shown + this.#text(certain);
  }

  end(): string {
    const held = this.#held;
    this.#held = '';
    return this.#text(held);
  }

  #text(text: string): string {
    if (text === '') return '';
    if (this.#state === 'header') return this.#inHeader(text);
    if (this.#state === 'thinking' && text.trim() !== '') this.#hasThought = true;
    if (this.#state === 'gap') {
      const begun = text.trimStart();
      if (begun === '') return '';
      this.#state = 'visible';
      return this.#shown(begun);
    }
    return this.#state === 'visible' ? this.#shown(text) : '';
  }

  /** Without a mark of its own a header ends with its line. */
  #inHeader(text: string): string {
    const end = text.indexOf('\n');
    this.#header += end === -1 ? text : text.slice(0, end);
    if (end === -1) return '';
    this.#endHeader();
    return this.#text(text.slice(end));
  }

  #shown(text: string): string {
    this.#isShown = true;
    this.#last = text.slice(-1);
    return text;
  }

  #mark(match: RegExpExecArray): string {
    const { close, bar, tag } = match.groups ?? {};
    if (this.#state === 'visible' && this.#last === '`') return this.#shown(match[0]);
    const edge = edgeOf(match);
    if (edge === 'open') return this.#open(match[0]);
    if (edge === 'close') return this.#close(NO_LONE_CLOSE.test(close ?? ''));
    if (tag === 'start_of_turn') this.#startHeader();
    if (tag !== undefined && /^(?:s|eos|end_of_turn)$/iu.test(tag)) this.#endTurn(match[0]);
    if (bar !== undefined) this.#bar(bar);
    return '';
  }

  #bar(name: string): void {
    if (TURN_START.test(name) || name === 'channel') this.#startHeader();
    else if (HEADER_END.test(name)) this.#endHeader();
    else if (TURN_END.test(name)) this.#endTurn(name);
  }

  /** Thinking begins at the beginning of a line; elsewhere the mark is a word of the answer. */
  #open(mark: string): string {
    if (this.#state === 'visible' && this.#last !== '\n') return this.#shown(mark);
    if (this.#state !== 'over') this.#state = 'thinking';
    return '';
  }

  #close(isForgiven: boolean): string {
    const isLone = this.#state === 'visible' && this.#isShown;
    if (this.#state !== 'over') this.#state = 'gap';
    if (!isLone || isForgiven) return '';
    this.#isShown = false;
    this.#hasThought = true;
    return DISCARD;
  }

  /** The answer is over where its turn ends; before any text it has not begun. */
  #endTurn(mark: string): void {
    if (mark === '<s>') return;
    if (this.#state === 'visible') this.#state = 'over';
    else if (this.#state === 'thinking') this.#state = 'gap';
  }

  #startHeader(): void {
    this.#header = '';
    if (this.#state === 'visible') this.#state = 'over';
    else if (this.#state !== 'over') this.#state = 'header';
  }

  #endHeader(): void {
    if (this.#state !== 'header') return;
    const isThinking = /^\s*(?:analysis|commentary)/u.test(this.#header);
    this.#state = isThinking && !FINAL_CHANNEL.test(this.#header) ? 'thinking' : 'gap';
    this.#header = '';
  }
}

/** Whether a mark is an edge of thinking, and which. */
function edgeOf({ groups = {} }: RegExpExecArray): 'open' | 'close' | null {
  const { open, close, closeBracket, edge, bar = '', unused } = groups;
  const isOpening = open !== undefined || closeBracket === '' || edge === '◁think▷';
  if (isOpening || unused === '94' || THOUGHT_START.test(bar)) return 'open';
  const isClosing = close !== undefined || closeBracket === '/' || edge !== undefined;
  return isClosing || unused === '95' || THOUGHT_END.test(bar) ? 'close' : null;
}

/** Characters at the end of a text that may become a mark. */
function begunLength(text: string): number {
  const start = Math.max(...['<', '[', '◁', '▷'].map((opening) => text.lastIndexOf(opening)));
  return start !== -1 && BEGUN.test(text.slice(start)) ? text.length - start : 0;
}
