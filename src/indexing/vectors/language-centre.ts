import type { LanguageCentre } from '../../domain/ports.ts';

/**
 * Embedders put texts of one language near each other whatever they say, so that in a mixed corpus a
 * question mostly finds passages in its own language. Taking each language's mean vector off its
 * passages, and the mean of the question's language off the question, removes that (Libovický et al.
 * 2020, "On the Language Neutrality of Pre-trained Multilingual Representations").
 */

/** Fewest passages a language needs for a mean of its own; the rest share the mean of all. */
export const MIN_PASSAGES_PER_CENTRE = 8;

/**
 * Means by language, each over at least `MIN_PASSAGES_PER_CENTRE` vectors, and the shared one last.
 * A corpus with fewer than two such languages is not centred: one shared centre at zero.
 */
export function languageCentres(
  vectors: readonly Float32Array[],
  languages: readonly string[],
): LanguageCentre[] {
  const groups = new Map<string, Float32Array[]>();
  for (const [at, vector] of vectors.entries()) {
    const language = languages[at] ?? '';
    const group = groups.get(language);
    if (group === undefined) groups.set(language, [vector]);
    else group.push(vector);
  }
  const own = [...groups]
    .filter(([language, group]) => language !== '' && group.length >= MIN_PASSAGES_PER_CENTRE)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([language, group]) => ({ language, vector: meanOf(group) }));
  // One language has no head start over another, and its mean is mostly what the corpus is about.
  const isMixed = own.length > 1;
  const shared = isMixed ? meanOf(vectors) : new Float32Array(vectors[0]?.length ?? 0);
  return [...(isMixed ? own : []), { language: '', vector: shared }];
}

/** Languages that get a centre of their own in a corpus with so many passages in each; sorted. */
export function centredLanguages(passages: ReadonlyMap<string, number>): string[] {
  const own = [...passages]
    .filter(([language, count]) => language !== '' && count >= MIN_PASSAGES_PER_CENTRE)
    .map(([language]) => language);
  return own.length > 1 ? own.sort() : [];
}

/** The centre of a passage's language. */
export function centreFor(language: string, centres: readonly LanguageCentre[]): LanguageCentre {
  const found =
    centres.find((centre) => centre.language === language) ??
    centres.find((centre) => centre.language === '');
  return found ?? { language: '', vector: new Float32Array(0) };
}

/**
 * The centre of a question: the one it is nearest to by cosine, which told German from English in
 * 149 of the 150 golden questions with multilingual-e5-small. The shared one when no language has
 * its own.
 */
export function nearestCentre(
  query: Float32Array,
  centres: readonly LanguageCentre[],
): LanguageCentre {
  let best: LanguageCentre | null = null;
  let bestCosine = -Infinity;
  for (const centre of centres) {
    if (centre.language === '') continue;
    const length = Math.sqrt(dot(centre.vector, centre.vector));
    const cosine = length === 0 ? -1 : dot(query, centre.vector) / length;
    if (cosine > bestCosine) {
      best = centre;
      bestCosine = cosine;
    }
  }
  return best ?? centreFor('', centres);
}

/** A vector without its centre, at length 1, and the length it had. */
export interface Centred {
  readonly unit: Float32Array;
  readonly length: number;
}

/** Takes a centre off a vector. A vector that is its centre keeps length 0. */
export function takeOff(vector: Float32Array, centre: LanguageCentre): Centred {
  const rest = vector.map((value, at) => value - (centre.vector[at] ?? 0));
  const length = Math.sqrt(dot(rest, rest));
  return { unit: length === 0 ? rest : rest.map((value) => value / length), length };
}

/** Dot product of two vectors of the same length. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}

function meanOf(vectors: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) {
    for (let at = 0; at < mean.length; at += 1) {
      mean[at] = (mean[at] ?? 0) + (vector[at] ?? 0) / vectors.length;
    }
  }
  return mean;
}
