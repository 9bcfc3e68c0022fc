import { AppError } from '../domain/errors.ts';
import type { Judged, Parts } from './chain-parts.ts';
import type { Evidence } from './checking/check-claim.ts';
import { closeInMeaning } from './checking/close-in-meaning.ts';
import { keyOf } from './choosing/choose-statements.ts';
import type { Candidates } from './choosing/find-candidates.ts';
import type { Statement } from './choosing/score-statements.ts';
import type { WriteRequest } from './write-answer.ts';

/** A statement as evidence, with what stands around it. */
export function evidenceOf(
  statement: Statement,
  { passages }: Candidates,
  relevances: ReadonlyMap<string, number>,
): Evidence {
  const { source, at, text } = statement;
  const cut = passages[source];
  if (cut === undefined) throw new AppError('internal', `Statement of passage ${source}, not cut.`);
  const [before = '', after = ''] = [cut.statements[at - 1], cut.statements[at + 1]];
  const { passage } = cut.ranked;
  return { text, passage, before, after, relevance: relevances.get(keyOf(statement)) ?? 1 };
}

/** Tells of a claim whether it means what evidence in another language says. */
export function closeTo(
  { embedder, index, signal }: Pick<Judged, 'embedder' | 'index' | 'signal'>,
  { vectors, translations }: Pick<Parts, 'vectors' | 'translations'>,
): WriteRequest['closeTo'] {
  const digest = index.describe().embedder?.digest ?? null;
  return (evidence) => {
    const statements = evidence.map(({ text, passage }) => ({ text, language: passage.language }));
    return (claim, spoken) =>
      closeInMeaning(
        { claim, spoken, statements, embedder, digest, signal },
        { vectors, translations },
      );
  };
}
