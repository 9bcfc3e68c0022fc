import type { Refinement } from '../../domain/talk.ts';
import { LexiconReader, tagRule, type Lexicon } from './lexicon.ts';

const WORDS: Lexicon = {
  de: {
    shorter:
      'kurzer knapper kurz knapp kurze zusammengefasst kurzfassung tldr tl kurzere kurzeren punkt kurzen wichtigste wichtigsten kernaussage',
    over: 'zu',
    long: 'lang',
    cut: 'fass fasse zusammen zusammenfassung zusammenfassen satz satzen einem zwei drei worten fassung fassen 1 2 3 4 5',
    longer:
      'ausfuhrlicher langer genauer detaillierter mehr details ausfuhrlich detail weiter fortfahren ausfuhren fuhre erlautern',
    simpler:
      'einfach einfacher verstandlicher leichter simpler laien anfanger kind kinder einfachen dummies leichte einfache',
    list: 'liste auflisten aufzahlen tabelle auflistung stichpunkte stichpunkten stichworten aufzahlung punkte punkten spiegelstriche spiegelstrichen tabellarisch stichpunktartig stichwortartig aufgelistet listenform nummerierte nummeriert',
    de: 'deutsch deutsche deutscher',
    en: 'englisch englische englischer',
    sources:
      'quelle quellen beleg belege quellenangabe nachweis nachweise fundstelle link links belegen beweisen beweis',
    from: 'woher wo',
    stands: 'steht weisst hast kommt stammt',
    certain: 'sicher gewiss wirklich echt ernsthaft',
    true: 'stimmt wahr richtig korrekt so stimmen',
    self: 'du dir dich',
    say: 'sagen schreiben antworten ubersetzen wiederholen formulieren',
    filler:
      'bitte mal geht formuliere formulier schreib schreibe mach sag gib fur mir antworte antwort erklar erklare ubersetze ubersetz ubersetzen erklart nochmal wiederhole sprache worten noch nenn nenne zeig zeige ganz versuch versuche form darstellen erklaren sprich gleiche selbe neuer',
    false: 'falsch quatsch unsinn',
    not: 'nicht',
    what: 'was warum wieso wann wer',
    again: 'nochmal nochmals erneut wiederhole wiederhol wiederholen versuch',
    understand: 'verstehe versteh kapiere verstanden',
    complex: 'kompliziert schwierig schwer',
    believe: 'glaube glaub',
    article: 'artikel text dokument',
    which: 'welchem welcher',
    any: 'eine',
  },
  en: {
    shorter: 'shorter short brief briefer concise briefly tldr tl dr condense shorten gist',
    over: 'too',
    long: 'long',
    cut: 'sum summarise summarize summary sentence sentences words two three',
    longer: 'longer detailed elaborate more detail details expand continue go',
    simpler:
      'simpler easier simple simplify plain layman beginner child five eli5 dummies simply beginners laymen',
    list: 'list table bullet bullets points bulletpoints bulleted',
    de: 'german',
    en: 'english',
    sources:
      'source sources citation citations cite reference references proof evidence link links url prove',
    from: 'where how',
    stands: 'stands say says know written come comes get got find found',
    certain: 'sure certain really positive seriously',
    true: 'true correct right',
    self: 'you',
    say: 'say write translate repeat put',
    filler:
      'please make write give answer put translate repeat again up say terms language needed explain it show me like try version form format numbered same',
    false: 'wrong incorrect false nonsense',
    not: 'not isn',
    what: 'why when who',
    again: 'again repeat retry redo',
    understand: 'understand get',
    complex: 'complicated difficult complex hard',
    believe: 'believe',
    article: 'article text document',
    which: 'which',
    any: 'a',
  },
};

const READER = new LexiconReader(WORDS);
/** The line names nothing else, so that more words than this make a sentence of its own. */
const MAX_WORDS = 9;

const IN_LANGUAGE = tagRule(
  'de|en !self|say !list !shorter !longer !simpler !sources !certain !true',
);
const RULES = (
  [
    ['sources', 'sources !certain !what'],
    ['sources', 'sources what !certain !any'],
    ['sources', 'article which = article which from stands question several filler'],
    ['sources', 'from stands'],
    ['certainty', 'certain !list !longer'],
    ['certainty', 'true question !list !what'],
    ['certainty', 'false|not true|false !what'],
    ['certainty', 'believe not'],
    ['simpler', 'understand not'],
    ['simpler', 'over complex'],
    ['list', 'list'],
    ['simpler', 'simpler'],
    ['shorter', 'shorter !what'],
    ['longer', 'longer'],
    ['shorter', 'cut several !what !from'],
    ['shorter', 'over long'],
    ['again', 'again = again filler say self several'],
  ] as const
).map(([kind, rule]) => ({ kind, fits: tagRule(rule) }));

/** What is to be done with the last answer: "kürzer", "as a list", "source?"; null for anything else. */
export function refinementOf(text: string): Refinement | null {
  const read = READER.read(inSingleWords(text));
  if (read === null || read.words.length > MAX_WORDS) return null;
  const tags = new Set(read.tags);
  if (/\?\s*$/u.test(text.slice(-9))) tags.add('question');
  if (read.words.length > 1) tags.add('several');
  if (IN_LANGUAGE(tags) && tags.has('de') !== tags.has('en')) {
    return { kind: 'language', language: tags.has('de') ? 'de' : 'en' };
  }
  const found = RULES.find(({ fits }) => fits(tags));
  return found === undefined ? null : { kind: found.kind };
}

/** "noch einmal" and "can't" as the words that stand for them. */
function inSingleWords(text: string): string {
  return text
    .replace(/(?<!\p{L})noch (?:ein)?mal(?!\p{L})/giu, 'nochmal')
    .replace(/(?<!\p{L})(?:once more|one more time)(?!\p{L})/giu, 'again')
    .replace(/(?<!\p{L})can['’]?t(?!\p{L})/giu, 'can not')
    .replace(/(?<=\p{L})n['’]t(?!\p{L})/giu, ' not');
}
