import { foldWord } from '../../text/fold-word.ts';
import { isFunctionWord } from '../../text/function-words.ts';
import { pointsBack } from '../choosing/points-back.ts';

/** Said before the kind's word of what is one: "is another important". */
const NAMED_BEFORE =
  /(?<!\p{L})(?:ist|war|sind|waren|bleibt|is|was|are|were|remains) (?:auch |also )?(?:ein|eine|a|an|one of the|another)(?<between>(?: [\p{L}\p{N}-]{1,30}){0,3}) $/u;
/** All that stands before the kind's word where what is one follows; "the" alone points back. */
const OPENING =
  /^(?:(?:Ein|Eine|A|An|One|Another)(?<between>(?: [\p{L}\p{N}-]{1,30}){0,3})|(?:Der|Die|Das|The)(?<name>(?: [\p{L}\p{N}-]{1,30}){1,3})) $/u;
const NAMED_AFTER = /^[^.,;:]{0,60} (?:ist|sind|war|waren|liegt|lautet|is|are|was|were)(?!\p{L})/u;
/** Said before a single thing, an adjective or two between. */
const ONE_BEFORE =
  /(?<!\p{L})(?:ein|eine|einen|einem|einer|eines|das|dem)(?: \p{Ll}{1,30}){0,2} $/iu;
const WORD = /\p{L}[\p{L}\p{N}-]*/gu;

/** Tells a word of the kind. */
export type IsKind = (word: string) => boolean;

/**
 * Whether the word of the kind is what a heading is about, not a mere part of it: "Models compared",
 * "Language models", not "Model heads".
 */
export function isHead(heading: string, isKind: IsKind, language: string): boolean {
  return kindsIn(heading, isKind).some(({ word, after }) => endsPhrase(word, after, language));
}

/** Whether a heading is about several things of the kind: not "Building a tokenizer", "Load the model". */
export function headsMany(heading: string, isKind: IsKind, language: string): boolean {
  return kindsIn(heading, isKind).some(
    ({ word, before, after }) =>
      (language === 'de' ? !ONE_BEFORE.test(before) : /s$/u.test(word)) &&
      endsPhrase(word, after, language),
  );
}

/** Whether a sentence says what is a thing of a kind: "Nebel ist ein Risiko", "Ein Risiko ist der Wind". */
export function saysWhich(sentence: string, isKind: IsKind, language: string): boolean {
  if (pointsBack(sentence)) return false;
  return kindsIn(sentence, isKind).some(({ word, before, after }) => {
    const named = NAMED_BEFORE.exec(before);
    const opened = NAMED_AFTER.test(after) ? OPENING.exec(before) : null;
    if (named === null && opened === null) return false;
    const between = (named ?? opened)?.groups?.['between'] ?? opened?.groups?.['name'] ?? '';
    return hasOnlyAdjectives(between) && endsPhrase(word, after, language);
  });
}

/** Whether the kind's word still belongs to the article in front of some words: "the easier start for" ends that. */
export function hasOnlyAdjectives(between: string): boolean {
  return between.split(' ').every((each) => each === '' || !isFunctionWord(foldWord(each)));
}

/** Whether some word of a text is of the kind. */
export function namesKind(text: string, isKind: IsKind): boolean {
  return kindsIn(text, isKind).length > 0;
}

function kindsIn(text: string, isKind: IsKind) {
  return [...text.matchAll(WORD)]
    .filter(([word]) => isKind(word))
    .map(({ 0: word, index }) => ({
      word,
      before: text.slice(0, index),
      after: text.slice(index + word.length),
    }));
}

/** Whether no further noun follows, of which the word would be a mere part. */
function endsPhrase(word: string, after: string, language: string): boolean {
  const next = /^ ([\p{L}\p{N}-]+)/u.exec(after)?.[1] ?? '';
  if (next === '' || isFunctionWord(foldWord(next))) return true;
  // A German noun has a capital, an English one that is a part of another has no plural.
  return language === 'de' ? /^\p{Ll}/u.test(next) : word.endsWith('s');
}
