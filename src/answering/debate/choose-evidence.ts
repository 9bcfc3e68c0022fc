import type { Passage, RankedPassage } from '../../domain/passage.ts';
import { isArgument, type Voice } from './leaning.ts';
import { readUnits } from './persons.ts';
import { byScore, type Pool } from './search-evidence.ts';
import { findMentions } from './side-names.ts';
import { AGREEMENT, OPEN } from './stance-words.ts';

/** Most passages of each side; the same for both. */
export const SIDE_QUOTA = 6;
/** Most passages of the common ground. */
export const COMMON_QUOTA = 3;
/** Most passages of one article in a side's evidence. */
const PER_ARTICLE = 3;
/** What a passage gains by a voice of the side that is not heard yet, at most for two. */
const NEW_VOICE_BONUS = 0.65;
/** The same where the voice is heard in the other language only. */
const SECOND_LANGUAGE_BONUS = 0.65;
const NEW_ARTICLE_BONUS = 0.1;
/** A table names many and lets nobody speak. */
const TABLE_PENALTY = 0.5;

/** What a passage of the common ground gains by saying what is agreed, or open, for the first time. */
const NEW_SIGN_BONUS = 0.4;
/** The same for a person who stands between the sides. */
const MEDIATOR_BONUS = 0.2;

/** Last names of the voices who speak in a passage. */
export type SpeakersIn = (passage: Passage) => readonly string[];

/** Greedy: score, and voices, languages and articles that are not there yet. */
export function chooseSide(pool: readonly RankedPassage[], speakers: SpeakersIn): RankedPassage[] {
  const chosen: RankedPassage[] = [];
  const heard = new Map<string, Set<string>>();
  const perArticle = new Map<string, number>();
  let left = [...pool];
  while (chosen.length < SIDE_QUOTA && left.length > 0) {
    const valued = left.map((entry) => ({
      entry,
      value: valueOf(entry, speakers(entry.passage), { heard, perArticle }),
    }));
    valued.sort((x, y) => y.value - x.value || byScore(x.entry, y.entry));
    const next = valued[0]?.entry;
    if (next === undefined) break;
    const { id, articleId, language } = next.passage;
    chosen.push(next);
    perArticle.set(articleId, (perArticle.get(articleId) ?? 0) + 1);
    for (const key of speakers(next.passage)) {
      heard.set(key, (heard.get(key) ?? new Set<string>()).add(language));
    }
    left = left.filter(
      ({ passage }) => passage.id !== id && (perArticle.get(passage.articleId) ?? 0) < PER_ARTICLE,
    );
  }
  return chosen;
}

interface Chosen {
  /** Languages in which each voice is heard, by last name. */
  readonly heard: ReadonlyMap<string, ReadonlySet<string>>;
  /** Passages by article. */
  readonly perArticle: ReadonlyMap<string, number>;
}

function valueOf(
  { passage, scores }: RankedPassage,
  speakers: readonly string[],
  { heard, perArticle }: Chosen,
): number {
  let value = scores.fused;
  const fresh = speakers.filter((key) => !heard.has(key)).length;
  const otherLanguage = speakers.some(
    (key) => heard.has(key) && heard.get(key)?.has(passage.language) === false,
  );
  value += NEW_VOICE_BONUS * Math.min(2, fresh);
  if (otherLanguage) value += SECOND_LANGUAGE_BONUS;
  if (!perArticle.has(passage.articleId)) value += NEW_ARTICLE_BONUS;
  if (readUnits(passage).every(({ kind }) => kind === 'row')) value -= TABLE_PENALTY;
  return value;
}

/** Last names of the voices who say something for their side in a passage. */
export function speakersFor(
  passage: Passage,
  voices: readonly Voice[],
  { side, sides }: { side: 'a' | 'b'; sides: readonly [string, string] },
): string[] {
  return voices
    .filter(({ statements }) =>
      statements.some(
        (one) =>
          one.passage.id === passage.id &&
          one.kind === 'prose' &&
          one.spoken.some((sentence) => isArgument(sentence, side, sides)),
      ),
    )
    .map(({ person }) => person.key);
}

/** Last names of the voices whose own words, not only a table row, stand in the passage. */
export function speakersIn(passage: Passage, voices: readonly Voice[]): string[] {
  return voices
    .filter(({ statements }) =>
      statements.some((one) => one.passage.id === passage.id && one.kind === 'prose'),
    )
    .map(({ person }) => person.key);
}

/**
 * Passages that speak of both sides, one of an article: first those that say what is agreed and
 * what is open, as long as that is missing, and those that let a mediator speak.
 */
export function chooseCommon(
  pool: Pool,
  sides: readonly [string, string],
  voices: readonly Voice[],
): RankedPassage[] {
  const between = voices.filter(({ leaning }) => leaning === 'both');
  const chosen: RankedPassage[] = [];
  const covered = new Set<RegExp>();
  let left = pool.ranked.filter(({ passage }) => {
    const { a, b } = findMentions(passageText(passage), sides);
    return a.length > 0 && b.length > 0;
  });
  while (chosen.length < COMMON_QUOTA && left.length > 0) {
    const valued = left.map((entry) => ({
      entry,
      value: commonValue(entry, between, covered),
    }));
    valued.sort((x, y) => y.value - x.value || byScore(x.entry, y.entry));
    const next = valued[0]?.entry;
    if (next === undefined) break;
    chosen.push(next);
    for (const sign of signsOf(next.passage)) covered.add(sign);
    left = left.filter(({ passage }) => passage.articleId !== next.passage.articleId);
  }
  return chosen;
}

function commonValue(
  { passage, scores }: RankedPassage,
  between: readonly Voice[],
  covered: ReadonlySet<RegExp>,
): number {
  const fresh = signsOf(passage).filter((sign) => !covered.has(sign)).length;
  const mediators = speakersIn(passage, between).length;
  const isTable = readUnits(passage).every(({ kind }) => kind === 'row');
  return (
    scores.fused +
    NEW_SIGN_BONUS * fresh +
    (mediators > 0 ? MEDIATOR_BONUS : 0) -
    (isTable ? TABLE_PENALTY : 0)
  );
}

/** Which of agreement and openness some sentence of the passage states. */
function signsOf(passage: Passage): RegExp[] {
  const sentences = readUnits(passage).flatMap((unit) => unit.sentences);
  return [AGREEMENT, OPEN].filter((sign) => sentences.some((sentence) => sign.test(sentence)));
}

/** Everything a passage says, with its title and section. */
export function passageText({ title, section, text }: Passage): string {
  return `${title}\n${section}\n${text}`;
}
