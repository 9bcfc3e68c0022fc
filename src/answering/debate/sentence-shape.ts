import type { Language } from '../../domain/language.ts';
import { foldedWords } from './side-names.ts';

/** So many words that come twice in a row make a claim a stutter. */
const REPEATED_WORDS = 5;

const SURE_VERBS: Readonly<Record<Language, ReadonlySet<string>>> = {
  de: wordsOf(`ist sind war waren sei seien wird werden wurde wurden hat haben hatte hatten kann können konnte konnten muss
    müssen musste soll sollen sollte will wollen wollte darf dürfen mag gab gibt kam kommt ging geht stand steht lag liegt sah
    sieht nahm fand blieb schuf trug zog half sprach trat galt ließ lässt hielt hält lief rief schrieb bot`),
  en: wordsOf(`is are was were be been has have had do does did can could will would should may might must became become began
    begun brought bring built build bought buy came come cost costs cut drew drove fell felt found find gave give got get grew
    grow held hold kept keep knew know led lead left let lit lost lose made make meant mean met need paid pay put ran run rose
    said say saw see sent set showed show sold sell spoke spent stood stand take taken took taught tell told think thought
    understood use want went win wrote write agree allow belong depend enable expect help open remain serve work`),
};

/** Small German words and particles that end like verbs. */
const NO_VERBS_DE =
  wordsOf(`wegen gegen neben zwischen ohne eine einen keine keinen seine seinen ihre ihren unsere unseren diese
  diesen jene jenen welche welchen viele vielen alle allen beide beiden andere anderen manche manchen einige einigen heute mit
  seit damit somit nicht oft meist meisten erst zuerst fast selbst sonst jetzt dort weit gut insgesamt überhaupt unten oben
  außen innen eben bitte statt anstatt direkt einst längst mitten dank aufgrund sowie welt zweite dritte erste ersten gerade`);
/** Small English words that end like verbs. */
const NO_VERBS_EN =
  wordsOf(`its this as us thus always perhaps various less across plus besides whereas towards unless ours
  theirs yours his hers these those class business process access progress news series indeed hundred based`);
/** A German adjective stands in front of its noun. */
const ADJECTIVE_END = /(?:e|en|er|es|em)$/u;
/** Only a name with its reason behind it: "X, und zwar wegen …", "X for its …". */
const BARE_REASON =
  /^(?:[\p{Lu}\d][\p{L}\d.’'-]*[ ,]+){1,4}(?:[a-z]+ [a-z]+, )?(?:und zwar |above all |mainly |mostly )?(?:wegen|aufgrund|dank|because of|due to|thanks to|for)(?!\p{L})/u;

/** Whether a claim has a finite verb, as far as forms tell; a doubt counts for it. */
export function hasVerb(claim: string, language: Language): boolean {
  const words = claim.match(/[\p{L}'’]+/gu) ?? [];
  const sure = SURE_VERBS[language];
  if (words.some((word) => sure.has(word.toLowerCase()))) return true;
  if (BARE_REASON.test(claim)) return false;
  return words.some((word, at) =>
    language === 'de'
      ? isVerbDe(word, { before: words[at - 1] ?? '', behind: words[at + 1] ?? '' })
      : isVerbEn(word),
  );
}

function isVerbDe(word: string, { before, behind }: { before: string; behind: string }): boolean {
  if (!/^\p{Ll}{3,}$/u.test(word) || NO_VERBS_DE.has(word)) return false;
  const isBeforeNoun = ADJECTIVE_END.test(behind) || /^\p{Lu}/u.test(behind);
  const isBehindNoun = /^\p{Lu}/u.test(before);
  if (ADJECTIVE_END.test(word) && isBeforeNoun && !isBehindNoun) return false;
  return /(?:t|te|ten|en|e)$/u.test(word);
}

function isVerbEn(word: string): boolean {
  if (!/^\p{Ll}{3,}$/u.test(word) || NO_VERBS_EN.has(word)) return false;
  return /(?:ed|[^s]s)$/u.test(word) && !/(?:ous|ness|us)$/u.test(word);
}

/** Small models run in circles: the same words in a row come twice. */
export function repeatsItself(claim: string): boolean {
  const words = foldedWords(claim);
  const seen = new Set<string>();
  for (let at = 0; at + REPEATED_WORDS <= words.length; at += 1) {
    const run = words.slice(at, at + REPEATED_WORDS).join(' ');
    if (seen.has(run)) return true;
    seen.add(run);
  }
  return false;
}

function wordsOf(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/u));
}
