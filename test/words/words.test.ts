import { describe, expect, expectTypeOf, it } from 'vitest';
import type { AnswerReason } from '../../src/domain/answer.ts';
import { AppError, type ErrorCode } from '../../src/domain/errors.ts';
import type { ModelState } from '../../src/domain/ports.ts';
import { DEFAULT_GUILD_SETTINGS } from '../../src/domain/stores.ts';
import { de } from '../../src/words/de.ts';
import { en } from '../../src/words/en.ts';
import { describeError, wordsFor } from '../../src/words/words.ts';
import type { Words } from '../../src/words/dictionary.ts';

/** A literal that the compiler holds complete: a new code or reason without a line fails here. */
const CODES: Readonly<Record<ErrorCode, true>> = {
  'config-invalid': true,
  'corpus-unreadable': true,
  'corpus-invalid': true,
  'index-missing': true,
  'index-corrupt': true,
  'index-mismatch': true,
  'index-busy': true,
  'document-unsupported': true,
  'document-unreadable': true,
  'document-too-large': true,
  'address-refused': true,
  'address-failed': true,
  'article-limit': true,
  'disk-full': true,
  'storage-failed': true,
  'model-unreachable': true,
  'model-missing': true,
  'model-failed': true,
  'model-timeout': true,
  'model-overloaded': true,
  'model-resting': true,
  'discord-token-invalid': true,
  'discord-failed': true,
  usage: true,
  cancelled: true,
  internal: true,
};
const REASONS: Readonly<Record<AnswerReason, true>> = {
  'no-evidence': true,
  'model-declined': true,
  'question-empty': true,
  'question-too-short': true,
  'question-too-long': true,
  'question-without-words': true,
  'corpus-empty': true,
  'model-unreachable': true,
  'chat-model-missing': true,
  'embedder-missing': true,
  'model-resting': true,
  'model-failed': true,
  'model-slow': true,
  'nothing-verified': true,
  'model-only-thought': true,
  'answer-cut': true,
  'answer-unsure': true,
  'answer-untranslated': true,
  'article-unknown': true,
  stopped: true,
};
const STATES: readonly ModelState[] = [
  { status: 'ready' },
  { status: 'unreachable' },
  { status: 'unreachable', trouble: 'key-missing' },
  { status: 'ready', trouble: 'memory-short' },
  { status: 'chat-model-missing', model: 'llama3.2' },
  { status: 'embedder-missing', model: 'bge-m3' },
  { status: 'resting', retryInMs: 14_200, trouble: 'slow' },
];
const DETAILS = { model: 'llama3.2', retryInSeconds: 15, problem: 'no question' };

/** Sentences that take something and have variants, called with samples for each of these. */
const CALLS: Readonly<Record<string, (words: Words) => readonly string[]>> = {
  nearest: (words) => [words.nearest(['Llama 2', 'Das Leck'])],
  'notes.summary': (words) =>
    [true, false].flatMap((isWritten) => [
      words.notes.summary({ title: 'Das Leck', isWritten, isWhole: true }),
      words.notes.summary({ title: 'L', published: '2024-05-03', isWritten, isWhole: false }),
    ]),
  'notes.differ': (words) => [
    words.notes.differ(
      { title: 'Old', published: '2023-07-18' },
      { title: 'New', published: '2026-02-03' },
    ),
  ],
  'notes.listed': (words) => [
    words.notes.listed({ articles: 1, more: 0 }),
    words.notes.listed({ articles: 3, more: 2 }),
  ],
  'progress.found': (words) => [words.progress.found(1, 1), words.progress.found(6, 3)],
  'status.model': (words) => STATES.map((state) => words.status.model(state, 'llama3.2')),
  'status.server': (words) =>
    [...STATES, { status: 'differs' } as const].flatMap((state) => [
      words.status.server(1, { state, running: 0, tokensPerSecond: null }),
      words.status.server(2, { state, running: 2, tokensPerSecond: 12.34 }),
    ]),
  'status.index': (words) => [
    words.status.index(16, 120, 'g1', true),
    words.status.index(16, 120, 'g1', false),
  ],
};
/** What any other sentence may take; the first that makes a whole sentence of it is used. */
const SAMPLES: readonly (readonly unknown[])[] = [
  [7, 7, 7, 7],
  ['xyz', 'xyz', 'xyz', 'xyz'],
  [['xyz'], ['xyz']],
  [DETAILS],
  [DEFAULT_GUILD_SETTINGS],
  ['askRoles'],
  [{ answers: 2, feedback: 1, turns: 3 }],
  ['xyz', '', ['xyz']],
];
const BROKEN = /undefined|null|NaN|\[object|\$\{/u;

interface Entry {
  readonly path: string;
  readonly texts: readonly string[];
}

/** Every sentence of a dictionary by its path. */
function entriesOf(words: Words): Entry[] {
  const entries: Entry[] = [];
  const visit = (value: unknown, path: string): void => {
    if (typeof value === 'string') entries.push({ path, texts: [value] });
    else if (typeof value === 'function') entries.push({ path, texts: called(words, path, value) });
    else {
      for (const [key, inner] of Object.entries(value as object)) {
        visit(inner, path === '' ? key : `${path}.${key}`);
      }
    }
  };
  visit(words, '');
  return entries;
}

function called(words: Words, path: string, value: unknown): readonly string[] {
  if (path.startsWith('error.')) {
    const sentence = value as Words['error'][ErrorCode];
    return [sentence(DETAILS), sentence({ model: 'llama3.2' })];
  }
  const call = CALLS[path];
  if (call !== undefined) return call(words);
  for (const sample of SAMPLES) {
    const texts = attempt(value as (...args: readonly unknown[]) => unknown, sample);
    if (texts !== null) return texts;
  }
  throw new Error(`No sample makes a sentence of ${path}`);
}

function attempt(
  sentence: (...args: readonly unknown[]) => unknown,
  sample: readonly unknown[],
): readonly string[] | null {
  try {
    const texts = [sentence(...sample)].flat();
    return texts.every((text) => typeof text === 'string' && !BROKEN.test(text))
      ? (texts as string[])
      : null;
  } catch {
    return null;
  }
}

/** What is meant to be in the other language: examples, and the button that changes to it. */
function inOtherLanguage(path: string): boolean {
  return path.startsWith('help.examples') || path.startsWith('buttons.otherLanguage');
}

const german = entriesOf(de);
const english = entriesOf(en);

describe('both dictionaries', () => {
  it('have one type, so that a missing key fails the type check', () => {
    expectTypeOf(de).toEqualTypeOf<Words>();
    expectTypeOf(en).toEqualTypeOf<Words>();
    expectTypeOf<keyof Words['error']>().toEqualTypeOf<ErrorCode>();
    expectTypeOf<keyof Words['reason']>().toEqualTypeOf<AnswerReason>();
  });

  it('have the same keys', () => {
    expect(german.map(({ path }) => path).sort()).toEqual(english.map(({ path }) => path).sort());
  });

  it.each([
    ['de', german],
    ['en', english],
  ])('have no empty or broken sentence (%s)', (_, entries) => {
    expect(entries.length).toBeGreaterThan(60);
    for (const { path, texts } of entries) {
      for (const text of texts) {
        expect(text.trim(), path).toBe(text);
        expect(text, path).not.toBe('');
        expect(text, path).not.toMatch(BROKEN);
        expect(text, path).not.toMatch(/ {2}|\.\.(?!\.)/u);
      }
    }
  });

  it.each([
    ['de', de],
    ['en', en],
  ])('have a sentence for every reason and every fault (%s)', (_, words) => {
    expect(Object.keys(words.reason).sort()).toEqual(Object.keys(REASONS).sort());
    expect(Object.keys(words.error).sort()).toEqual(Object.keys(CODES).sort());
    for (const sentence of Object.values(words.reason)) expect(sentence).toMatch(/[.…!]$/u);
  });

  it('are not copies of each other', () => {
    const translated = new Map(english.map(({ path, texts }) => [path, texts.join('\n')]));
    const same = german
      .filter(({ path, texts }) => translated.get(path) === texts.join('\n'))
      .filter(({ path }) => !inOtherLanguage(path))
      .filter(({ texts }) => texts.some((text) => /\p{L}{3}/u.test(text)));
    // A word that both languages have is fine: "Status".
    expect(same.filter(({ texts }) => texts.some((text) => text.includes(' ')))).toEqual([]);
  });
});

describe('leftovers', () => {
  /** Function words of one language that the other does not have. */
  const ENGLISH =
    /\b(?:the|and|not|with|your|you|please|try|again|answer|question|passages|cannot|are|this|that|of|is|it)\b/iu;
  const GERMAN =
    /[äöüßÄÖÜ]|\b(?:der|das|und|nicht|mit|bitte|Frage|Antwort|Passagen|ist|sind|ein|eine|zu|auf)\b/u;
  const prose = (entries: readonly Entry[]): Entry[] =>
    entries.filter(({ path }) => !inOtherLanguage(path));

  it('of English in German sentences', () => {
    for (const { path, texts } of prose(german)) {
      for (const text of texts) {
        expect(text.replaceAll(DETAILS.problem, ''), path).not.toMatch(ENGLISH);
      }
    }
  });

  it('of German in English sentences', () => {
    for (const { path, texts } of prose(english)) {
      for (const text of texts) expect(text.replaceAll('Das Leck', ''), path).not.toMatch(GERMAN);
    }
  });
});

describe('sentences with something in them', () => {
  it.each([
    ['de', 'Llama 2'],
    ['en', 'Llama 2'],
  ] as const)('name the nearest articles, or nothing (%s)', (language, title) => {
    expect(wordsFor(language).nearest([title])).toContain(title);
    expect(wordsFor(language).nearest([])).toBe('');
  });

  it('tell one from many', () => {
    expect(de.progress.found(1, 1)).toContain('1 Passage in 1 Artikel ');
    expect(de.progress.found(2, 2)).toContain('2 Passagen in 2 Artikeln ');
    expect(en.progress.found(1, 1)).toContain('1 passage in 1 article;');
    expect(en.progress.found(2, 2)).toContain('2 passages in 2 articles;');
  });

  it.each(['de', 'en'] as const)('name the missing model and how to get it (%s)', (language) => {
    const error = new AppError('model-missing', 'x', { details: { model: 'llama3.2' } });
    expect(describeError(error, language)).toContain('ollama pull llama3.2');
    const state = { status: 'embedder-missing', model: 'bge-m3' } as const;
    expect(wordsFor(language).status.model(state, 'x')).toContain('ollama pull bge-m3');
  });

  it.each([
    ['key-missing', 'OLLAMA_API_KEY'],
    ['access-denied', '403'],
    ['certificate-untrusted', 'NODE_EXTRA_CA_CERTS'],
    ['other-program', 'OLLAMA_HOST'],
    ['memory-short', 'CHAT_MODEL'],
    ['slow', 'FIRST_WORD_SECONDS'],
    ['not-running', 'ollama serve'],
  ] as const)('say in the status what to do about %s', (trouble, remedy) => {
    for (const language of ['de', 'en'] as const) {
      const { status } = wordsFor(language);
      expect(status.model({ status: 'unreachable', trouble }, 'm')).toContain(remedy);
      expect(status.model({ status: 'ready', trouble }, 'm')).toContain(remedy);
      expect(status.model({ status: 'resting', retryInMs: 1_000, trouble }, 'm')).toContain(remedy);
    }
  });

  it.each(['de', 'en'] as const)('round a rest up to whole seconds (%s)', (language) => {
    const text = wordsFor(language).status.model({ status: 'resting', retryInMs: 14_200 }, 'm');
    expect(text).toContain('15 s');
  });

  it.each(['de', 'en'] as const)('never show the operator’s message (%s)', (language) => {
    for (const code of Object.keys(CODES) as ErrorCode[]) {
      expect(describeError(new AppError(code, 'host 10.0.0.7 said'), language)).not.toContain(
        '10.0',
      );
    }
  });
});
