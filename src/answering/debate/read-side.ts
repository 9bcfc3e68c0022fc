import type { NumberedPassage } from './extract-points.ts';
import type { DebateEvidence } from './gather-evidence.ts';
import { isArgument, type Voice } from './leaning.ts';
import { namesPerson } from './person-names.ts';
import { mentionsName } from './side-names.ts';
import type { DebateTask } from '../../domain/debate.ts';

/** What one side is written from. */
export interface SideReading {
  /** By number; beside its own the others of the debate in which one of its voices speaks for it. */
  readonly passages: readonly NumberedPassage[];
  /** Who stands on the side, with what these passages let them say. */
  readonly voices: readonly Voice[];
  /** What the model reads of them, in the order of the prompt. */
  readonly shown: readonly NumberedPassage[];
}

/** Settles what a side is written from; `all` are the debate's passages by number. */
export function readSide(
  side: 'a' | 'b',
  { evidence, task }: { readonly evidence: DebateEvidence; readonly task: DebateTask },
  all: readonly NumberedPassage[],
): SideReading {
  const sides = evidence.sides.map(({ name }) => name) as [string, string];
  const own = new Set(
    evidence.sides[side === 'a' ? 0 : 1].passages.map(({ passage }) => passage.id),
  );
  const standing = evidence.voices.filter(({ leaning }) => leaning === side);
  const passages = all.filter(
    ({ passage }) =>
      own.has(passage.id) ||
      standing.some(({ statements }) =>
        statements.some(
          (one) =>
            one.passage.id === passage.id &&
            one.kind === 'prose' &&
            one.spoken.some((sentence) => isArgument(sentence, side, sides)),
        ),
      ),
  );
  const ids = new Set(passages.map(({ passage }) => passage.id));
  const voices = standing
    .map((voice) => ({
      ...voice,
      statements: voice.statements.filter(({ passage }) => ids.has(passage.id)),
    }))
    .filter(({ statements }) => statements.length > 0);
  return { passages, voices, shown: readable(passages, voices, task.language) };
}

/**
 * What the model reads: the passages in the reader's language, and of the others those in which
 * somebody speaks who is heard nowhere else. Small models translate badly, and whoever reads the
 * debate can check what needs no translation.
 */
function readable(
  passages: readonly NumberedPassage[],
  voices: readonly Voice[],
  language: string,
): readonly NumberedPassage[] {
  const own = passages.filter(({ passage }) => passage.language === language);
  const speaks = (voice: Voice, numbered: NumberedPassage): boolean =>
    voice.statements.some(
      ({ passage, spoken }) => passage.id === numbered.passage.id && spoken.length > 0,
    );
  const unheard = voices.filter((voice) => !own.some((numbered) => speaks(voice, numbered)));
  const others = passages.filter(
    (numbered) =>
      numbered.passage.language !== language && unheard.some((voice) => speaks(voice, numbered)),
  );
  return own.length + others.length > 0 ? [...own, ...others] : passages;
}

/** Each voice with the first passage of the prompt in which it speaks. */
export function peopleIn(
  voices: readonly Voice[],
  shown: readonly NumberedPassage[],
): { name: string; passages: number[] }[] {
  return voices.map(({ person, statements }) => {
    const at = shown.findIndex(({ passage }) =>
      statements.some((one) => one.passage.id === passage.id && one.kind === 'prose'),
    );
    return { name: person.name, passages: at < 0 ? [] : [at + 1] };
  });
}

/** A unit in which a voice of the side speaks, or which names the side and nobody of the other. */
export function isOfUse(
  side: 'a' | 'b',
  { sides, voices }: DebateEvidence,
  own: readonly Voice[],
): (sentences: readonly string[]) => boolean {
  const { name } = sides[side === 'a' ? 0 : 1];
  const strangers = voices.filter(({ leaning }) => leaning !== side);
  return (sentences) => {
    const text = sentences.join(' ');
    if (own.some(({ person }) => namesPerson(text, person))) return true;
    if (strangers.some(({ person }) => namesPerson(text, person))) return false;
    return mentionsName(text, name);
  };
}
