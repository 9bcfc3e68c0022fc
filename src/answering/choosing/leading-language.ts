import type { Candidates } from './find-candidates.ts';
import type { Statement } from './score-statements.ts';

/**
 * The statements of each thing asked for; those of one other language alone where the best by meaning is one
 * of them: the words that those in the reader's language share with the question say little about that, and
 * small models write from what needs no translation.
 * @param language the reader's
 */
export function inLeadingLanguage(
  { passages, parts }: Pick<Candidates, 'passages' | 'parts'>,
  language: string,
): Statement[][] {
  const languageOf = ({ source }: Statement): string | undefined =>
    passages[source]?.ranked.passage.language;
  return parts.map((statements) => {
    const best = statements.reduce<Statement | null>(
      (most, one) => ((one.byMeaning ?? -Infinity) > (most?.byMeaning ?? -Infinity) ? one : most),
      null,
    );
    const leading = best === null ? language : languageOf(best);
    if (leading === language) return [...statements];
    return statements.filter((one) => languageOf(one) === leading);
  });
}
