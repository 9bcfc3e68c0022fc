import type { GenerationInfo } from '../../domain/ports.ts';
import type { ReplyButton } from '../command.ts';
import type { SpaceVersions } from '../reindexing/reindex-desk.ts';
import type { KnowledgeSpace } from '../knowledge/knowledge.ts';

/**
 * Verbs of the buttons around a reindex. The subject of Apply and Cancel is the preview's id, of
 * Stop nothing that counts, of the others a `SwapSubject`.
 */
export const REINDEX_VERBS = {
  apply: 'reindex-apply',
  cancel: 'reindex-cancel',
  stop: 'reindex-stop',
  rollBack: 'reindex-rollback',
  serve: 'reindex-serve',
  discard: 'reindex-discard',
} as const;

/** What buttons that change the served generation are called. */
export interface SwapButtonWords {
  readonly rollBack: Readonly<Record<KnowledgeSpace, string>>;
  readonly serve: string;
  readonly discard: string;
  /** Instead of these where something else is the matter. */
  readonly serveKept: string;
  readonly discardKept: string;
}

/** Which space a button is about, and the generation it was shown with. */
export interface SwapSubject {
  readonly space: KnowledgeSpace;
  readonly expected: string;
}

/** `shared.<generation id>` or `server.<generation id>`; null for what is neither. */
export function parseSwapSubject(subject: string): SwapSubject | null {
  const match = /^(shared|server)\.([a-z0-9-]+)$/u.exec(subject);
  if (match?.[2] === undefined) return null;
  return { space: match[1] === 'server' ? 'server' : 'shared', expected: match[2] };
}

function subjectOf({ space, expected }: SwapSubject): string {
  return `${space}.${expected}`;
}

/** Back to the generation before the one that serves; none where there is none before. */
export function rollBackButtons(
  { space, current, previous }: SpaceVersions,
  words: SwapButtonWords,
): ReplyButton[] {
  if (current === null || previous === null) return [];
  const subject = subjectOf({ space, expected: current.id });
  const label = words.rollBack[space];
  return [{ verb: REINDEX_VERBS.rollBack, subject, label, style: 'plain' }];
}

/** The choice about a generation that was built and kept aside just now. */
export function asideButtons(
  space: KnowledgeSpace,
  aside: GenerationInfo,
  { serve, discard }: Pick<SwapButtonWords, 'serve' | 'discard'>,
): ReplyButton[] {
  const subject = subjectOf({ space, expected: aside.id });
  return [
    { verb: REINDEX_VERBS.serve, subject, label: serve, style: 'danger' },
    { verb: REINDEX_VERBS.discard, subject, label: discard, style: 'plain' },
  ];
}

/** The choice about one that has been waiting, beside other buttons; none where none waits. */
export function keptButtons(
  { space, aside }: SpaceVersions,
  { serveKept: serve, discardKept: discard }: SwapButtonWords,
): ReplyButton[] {
  return aside === null ? [] : asideButtons(space, aside, { serve, discard });
}
