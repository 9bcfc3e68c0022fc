import { foldWord } from './fold-word.ts';
import { isFunctionWord } from './function-words.ts';

/** Words that open or carry a question, of languages the bot does not write; folded. */
const MARKERS: ReadonlySet<string> = new Set(
  [
    // Spanish and its neighbours
    'que cual cuales como quien quienes donde cuando cuanto cuantos cuanta por para el la los las del una unos esta estan es son puedo puede tiene hay sobre o os um uma qual quais quem onde quando quanto quantos sao esta pode tem como com nao',
    // French, Italian
    'quel quelle quels quelles est sont qui que quoi comment pourquoi combien ou quand les des une le la du aux avec pour dans peut cest quest che cosa cose come perche quale quali chi dove quanto quanti il lo gli della dello delle sono posso puo con per',
    // Danish, Norwegian, Swedish, Dutch
    'hvad hva hvem hvor hvordan hvornar hvorfor hvilken hvilke hvilket og ikke det jeg kan vad vem hur varfor vilken vilka nar ar och inte jag wat wie hoe waarom wanneer welk welke het een van de zijn kan ik niet',
    // Polish, Czech, Turkish, Hungarian, Romanian, Finnish, Indonesian
    'explique explica explicame dime spiega spiegami forklar forklara leg wyjasnij vysvetli instalar installer licenca hvað mis kas ir yra zer',
    'lista dei degli nel nella serve modelli modelos modeles modeli acikla is of in was over had we me men co jak kto gdzie kiedy dlaczego jest sa ile czy jaki jaka jakie czym kdo kde kdy proc je jsou kolik jaky jake ne nedir nasil kim nerede neden hangi kac mi bir ve mi ki mit hogyan hol mikor miert mennyi ce cum cine unde cand este sunt mika miten kuka missa milloin miksi on apa bagaimana siapa dimana kapan mengapa adalah',
  ].flatMap((line) => line.split(' ')),
);
/** Whether a folded word may be a small word of a third language. */
export function isForeignSmallWord(foldedWord: string): boolean {
  return MARKERS.has(foldedWord);
}

/** Letters and marks that neither German nor English has. */
const FOREIGN_LETTERS = /[¿¡ñçãõłşğıæøåőűţșąęćżźřěčšžêèàùîôâ]/iu;
const OTHER_SCRIPT = /[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u;
const ENGLISH_LOAN = /^(?:cafe|naive|resume|expose|facade|fiance)s?$/u;
/** A longer text is told by its letters. */
const MAX_WORDS = 12;
const MAX_CHARS = 300;

/**
 * Whether a short question is in a third language, by its small words; letter statistics need more
 * text. Null when its words do not tell.
 */
export function isForeignQuestion(text: string): boolean | null {
  // What hangs on a name by an apostrophe is an ending.
  const words = text.slice(0, MAX_CHARS).match(/(?<!\p{L}|\p{L}['’])\p{L}+/gu) ?? [];
  if (words.length === 0 || words.length > MAX_WORDS) return null;
  const votes = words.map(voteOf);
  if (/[¿¡]/u.test(text)) votes.push(1);
  const sum = votes.reduce<number>((all, vote) => all + vote, 0);
  if (sum !== 0) return sum > 0;
  return votes[0] === 1 ? true : null; // it opens as a question of another language
}

/** 1: of a third language; -1: German or English; 0: says nothing, or may be of both. */
function voteOf(word: string): 1 | 0 | -1 {
  const folded = foldWord(word);
  const hasLetters = FOREIGN_LETTERS.test(word) && /^\p{Ll}/u.test(word);
  if (OTHER_SCRIPT.test(word) || (hasLetters && !ENGLISH_LOAN.test(folded))) return 1;
  const isMarker = MARKERS.has(folded);
  const isOwn = isFunctionWord(folded) || (!isMarker && /[äöüß]/iu.test(word));
  return isOwn === isMarker ? 0 : isMarker ? 1 : -1;
}
