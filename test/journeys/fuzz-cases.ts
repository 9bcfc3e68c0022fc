import fc from 'fast-check';
import { nastyMarkdown, longMarkdown } from '../discord/markdown-arbitrary.ts';
import {
  replyDrop,
  replyHalfLine,
  replyHtml,
  replyRaw,
  replyStatus,
  replyTokens,
  type ChatReply,
  type RecordedRequest,
} from '../fakes/ollama-server.ts';

import { hostileFile, type FuzzFile } from './fuzz-files.ts';

/** Where something is done: two servers with articles of their own, and a direct message. */
export const PLACES = ['server A', 'server B', 'direct'] as const;
export type PlaceName = (typeof PLACES)[number];
/** Of each server: a word of its titles, which anybody may type, and one that only its articles say. */
export const SECRETS = {
  'server A': { key: 'zqalderney', value: 'zqamberwood' },
  'server B': { key: 'zqbarnacle', value: 'zqbirchmoss' },
} as const;

/** What the model says next. */
export type FuzzReply =
  | { readonly kind: 'says'; readonly text: string; readonly piece: number; readonly cut: boolean }
  /** Whatever it was given, with a mark behind it. */
  | { readonly kind: 'repeats'; readonly from: number }
  | { readonly kind: 'fails'; readonly how: keyof typeof FAULTS };

interface Done {
  readonly at: PlaceName;
  readonly locale: string;
  readonly reply: FuzzReply;
}
/** One thing that somebody does. Plain data, so that a failing case can be kept in a file. */
export type FuzzStep = Done &
  (
    | { readonly kind: 'ask' | 'mention'; readonly text: string }
    | { readonly kind: 'debate'; readonly topic: string; readonly sides: readonly string[] }
    | {
        readonly kind: 'type';
        readonly option: 'question' | 'topic' | 'side_a';
        readonly text: string;
      }
    /** The button or entry of that number below the newest message of the bot there. */
    | { readonly kind: 'press'; readonly nth: number; readonly text: string }
    /** A file is handed in, and asked about. */
    | {
        readonly kind: 'add';
        readonly file: FuzzFile;
        readonly isConfirmed: boolean;
        readonly text: string;
      }
    | {
        readonly kind: 'look';
        readonly subcommand: 'list' | 'show' | 'search' | 'sources';
        readonly text: string;
      }
    | { readonly kind: 'forge'; readonly id: string; readonly text: string }
  );

export interface FuzzArticle {
  readonly title: string;
  readonly heading: string;
  readonly text: string;
}

/** `checked`: as it runs; `any text`: whatever the model says is shown; `no model`: passages alone. */
export const MODES = ['checked', 'any text', 'no model'] as const;

/** One bot with its articles, and what is done with it, in this order. */
export interface FuzzCase {
  readonly mode: (typeof MODES)[number];
  readonly shared: readonly FuzzArticle[];
  readonly own: readonly FuzzArticle[];
  readonly steps: readonly FuzzStep[];
}

const FAULTS = {
  drop: () => replyDrop(),
  'half a line': () => replyHalfLine(),
  'a page': () => replyHtml(),
  'no JSON': () => replyRaw('{"message":'),
  nothing: () => replyRaw(''),
  '500': () => replyStatus(500, 'llama runner process has terminated: @everyone'),
} as const;

const REPEATED_CHARS = 1_500;
/** Of one reply; a long one comes in larger pieces. */
const MAX_PIECES = 1_500;

/** The reply as the fake server sends it. */
export function chatReply(reply: FuzzReply, request: RecordedRequest): ChatReply {
  if (reply.kind === 'fails') return FAULTS[reply.how]();
  const text =
    reply.kind === 'says'
      ? reply.text
      : `${request.prompt.slice(reply.from, reply.from + REPEATED_CHARS)} [1]`;
  const asked = reply.kind === 'says' ? reply.piece : REPEATED_CHARS;
  const piece = Math.max(asked, Math.ceil(text.length / MAX_PIECES));
  const tokens: string[] = [];
  for (let at = 0; at < text.length; at += piece) tokens.push(text.slice(at, at + piece));
  return replyTokens(tokens, {
    doneReason: reply.kind === 'says' && reply.cut ? 'length' : 'stop',
  });
}

const FACTS = [
  'Kurz darauf sickerten die Gewichte von Llama auf 4chan durch [1].',
  'Llama 2 came out on 18 July 2023 together with Microsoft [1].',
  'Mehr als 7.000 Ableger erschienen auf Hugging Face [2].',
  'Ein Modell mit 13 Milliarden Parametern braucht bei vier Bit etwa 8 GB Arbeitsspeicher [1, 2].',
  'Llama 2 was trained on two trillion tokens of public text [3].',
];
const AROUND = [
  '<think>',
  '</think>',
  'no_answer',
  '<|im_end|>',
  '[/INST]',
  '```json\n',
  '{"answer": "',
];
const ASKED = [
  'Wo sickerten die Gewichte von Llama durch?',
  'When did Llama 2 come out?',
  'How much memory does a model with 13 billion parameters need?',
  'Was ist besser, Llama oder Ollama?',
  'auf Englisch bitte',
  'Quelle?',
  'kürzer',
  'Und warum?',
  'Hallo',
  'Welche Artikel gibt es?',
  'list all models',
  'Nenne alle Modelle',
  'Fasse den Artikel Das Llama-Leck zusammen',
  'Summarise the article “Llama 2 and its licence”',
  'Wie backe ich ein Sauerteigbrot?',
  '¿Qué es Llama 2?',
  '?',
  SECRETS['server A'].key,
  SECRETS['server B'].key,
];

const joined = (parts: fc.Arbitrary<string>, max: number): fc.Arbitrary<string> =>
  fc.array(parts, { minLength: 1, maxLength: max }).map((all) => all.join(' '));
const runs = (maxTimes: number): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom('a', ' ', '\t', '.', '*', '`', '[', '> ', '- ', '](', '\n', '||'),
      fc.nat(maxTimes),
    )
    .map(([piece, times]) => piece.repeat(times));
/** Something to ask with all that went wrong around it; never blank, as Discord sends no blank text. */
const asked = joined(
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...ASKED) },
    { weight: 3, arbitrary: nastyMarkdown },
    { weight: 1, arbitrary: runs(3_000) },
  ),
  3,
).map((text) => (text.trim() === '' ? '?' : text));
const short = asked.map((text) => text.trim().slice(0, 300));
const said = joined(
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...FACTS) },
    { weight: 2, arbitrary: fc.constantFrom(...AROUND) },
    { weight: 3, arbitrary: nastyMarkdown },
    { weight: 2, arbitrary: longMarkdown },
    { weight: 1, arbitrary: runs(20_000) },
  ),
  6,
);

const reply: fc.Arbitrary<FuzzReply> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('says' as const),
      text: said,
      piece: fc.constantFrom(3, 7, 40, 2_000),
      cut: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('repeats' as const), from: fc.nat(4_000) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('fails' as const),
      how: fc.constantFrom(...(Object.keys(FAULTS) as (keyof typeof FAULTS)[])),
    }),
  },
);

const done = {
  at: fc.constantFrom(...PLACES),
  locale: fc.constantFrom('de', 'en-US', 'fr'),
  reply,
};
const customId = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(
        'sources',
        'ask-on',
        'regenerate',
        'retry',
        'vote-up',
        'thread',
        'forget-yes',
        'knowledge-add',
        'reindex-apply',
        'more',
        'stop',
        '__proto__',
      ),
      fc.oneof(
        fc.string({ minLength: 1, maxLength: 80 }),
        fc.constantFrom('1', 'constructor', ':', '../..'),
      ),
    )
    .map(([verb, subject]) => `${verb}:${subject}`.slice(0, 100)),
  fc.string({ minLength: 1, maxLength: 100 }),
);
const step: fc.Arbitrary<FuzzStep> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('ask' as const), text: asked, ...done }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('mention' as const), text: short, ...done }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('debate' as const),
      topic: short,
      sides: fc.oneof(fc.constant([]), fc.tuple(short, short)),
      ...done,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('type' as const),
      option: fc.constantFrom('question' as const, 'topic' as const, 'side_a' as const),
      text: short,
      ...done,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('press' as const),
      nth: fc.nat(11),
      text: short,
      ...done,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('add' as const),
      file: hostileFile,
      isConfirmed: fc.boolean(),
      text: asked,
      ...done,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('look' as const),
      subcommand: fc.constantFrom(
        'list' as const,
        'show' as const,
        'search' as const,
        'sources' as const,
      ),
      text: short,
      ...done,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('forge' as const),
      id: customId,
      text: short,
      ...done,
    }),
  },
);

const line = nastyMarkdown.map((text) => text.replaceAll(/[\r\n]+/gu, ' ').slice(0, 120));
const article: fc.Arbitrary<FuzzArticle> = fc.record({
  title: line.map((text) => `Llama ${text}`),
  heading: line,
  text: joined(
    fc.oneof(
      {
        weight: 3,
        arbitrary: fc.constantFrom(...FACTS).map((fact) => fact.replace(/ \[.*/u, '.')),
      },
      { weight: 2, arbitrary: nastyMarkdown },
      { weight: 1, arbitrary: longMarkdown.map((text) => text.slice(0, 4_000)) },
    ),
    6,
  ),
});

/** Cases of `steps` steps each. */
export const fuzzCase = (mode: FuzzCase['mode'], steps: number): fc.Arbitrary<FuzzCase> =>
  fc.record({
    mode: fc.constant(mode),
    shared: fc.array(article, { minLength: 1, maxLength: 2 }),
    own: fc.tuple(article, article),
    steps: fc.array(step, { minLength: steps, maxLength: steps }),
  });
