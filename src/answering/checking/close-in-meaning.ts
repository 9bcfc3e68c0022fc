import { toAppError } from '../../domain/errors.ts';
import type { Language } from '../../domain/language.ts';
import type { Embedder } from '../../domain/ports.ts';
import { cosine, type SentenceVectors } from '../choosing/sentence-vectors.ts';
import { clausesOf } from './clauses.ts';
import type { TranslationScale } from './translation-scale.ts';

/** Statements whose clauses are looked at: those that are closest as a whole. */
const LOOKED_INTO = 3;
/** A shorter clause says too little to mean the same as a sentence. */
const MIN_CLAUSE_WORDS = 4;

export interface Compared {
  readonly claim: string;
  /** Language of the claim. */
  readonly spoken: Language;
  /** Statements of whatever language, in the order they are asked for. */
  readonly statements: readonly { readonly text: string; readonly language: string }[];
  readonly embedder: Embedder | null;
  /** Of the embedder's weights; null without one. */
  readonly digest: string | null;
  readonly signal?: AbortSignal | undefined;
}

interface Scales {
  readonly vectors: SentenceVectors;
  readonly translations: TranslationScale;
}

/**
 * Tells whether a claim means what statement `at` of another language says, as a whole or in one of
 * its clauses; null where no vectors tell. An answer says mostly a part of a sentence: of first clauses
 * of 113 sentences of an encyclopedia 39 % are as close as a translation to the whole sentence, 72 %
 * to it or one of its clauses; of neighbouring sentences 4 % and 7 % (multilingual-e5-small).
 */
export async function closeInMeaning(
  { claim, spoken, statements, embedder, digest, signal }: Compared,
  { vectors, translations }: Scales,
): Promise<(at: number) => boolean | null> {
  if (statements.every(({ language }) => language === spoken)) return () => false;
  if (embedder === null || digest === null) return () => null;
  const closeness = async (texts: readonly string[]): Promise<number[]> => {
    const [own, ...others] = await vectors.of([claim, ...texts], embedder, digest, signal);
    return others.map((other) => (own === undefined ? 0 : cosine(own, other)));
  };
  try {
    const least = await translations.threshold(vectors, embedder, digest, signal);
    const whole = await closeness(statements.map(({ text }) => text));
    const nearest = whole
      .map((value, at) => ({ value, at }))
      .sort((a, b) => b.value - a.value)
      .slice(0, LOOKED_INTO);
    const clauses = nearest.flatMap(({ value, at }) =>
      value >= least ? [] : longClauses(statements[at]?.text ?? '').map((text) => ({ at, text })),
    );
    const partly = await closeness(clauses.map(({ text }) => text));
    const close = new Set(clauses.flatMap(({ at }, i) => ((partly[i] ?? 0) >= least ? [at] : [])));
    return (at) => (whole[at] ?? 0) >= least || close.has(at);
  } catch (thrown) {
    // An embedder that went away costs no answer that is half written.
    if (!toAppError(thrown).code.startsWith('model-')) throw thrown;
    return () => null;
  }
}

function longClauses(text: string): string[] {
  const clauses = clausesOf(text).map((clause) => clause.trim());
  return clauses.length < 2
    ? []
    : clauses.filter((clause) => clause.split(/\s+/u).length >= MIN_CLAUSE_WORDS);
}
