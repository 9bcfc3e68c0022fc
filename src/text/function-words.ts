import type { Language } from '../domain/language.ts';

/*
 * The one list of words that carry no topic, question words included; folded as `foldWord` does.
 * The keyword index leaves out `STOP_WORDS` and nothing else: whoever changes them raises
 * `ANALYSER_VERSION`. What only other rooms need stands in `ADDED_WORDS`.
 */
const STOP_WORDS: Readonly<Record<Language, ReadonlySet<string>>> = {
  de: setOf(`
  aber alle allem allen aller alles als also am an andere anderem anderen anderer anderes anders
  auch auf aus ausserdem bei beide beiden beim bereits besonders bevor bin bis bist bitte brauche
  brauchen brauchst braucht da dabei dadurch dafur dagegen daher damals damit danach daran darauf
  daraus darf darfst darin daruber darum darunter das dass dasselbe davon davor dazu dein deine
  deinem deinen deiner dem den denen denn dennoch der deren derselbe des deshalb dessen desto
  deswegen dich die dies diese dieselbe diesem diesen dieser dieses dir doch dort du durch durfen
  durfte eben ebenso eher eigentlich ein eine einem einen einer eines einfach einige einigen
  einiger einiges einmal er es etwa etwas euch euer eure fur gab gar gegen gehort geht genau gerade
  gern gewesen gibt ging habe haben hat hatte hatten hattest hatt hast her hier hin hinter ich ihm
  ihn ihnen ihr ihre ihrem ihren ihrer ihres im immer in indem ins irgendwie ist ja jede jedem
  jeden jeder jedes jedoch jemand jene jener jetzt kann kannst kein keine keinem keinen keiner
  konnen konnt konnte konnten lassen lasst machen macht mal man manche mancher mehr mein meine
  meinem meinen meiner meist mich mir mit mochte mochten muss musse mussen musst musste mussten
  nach nachdem namlich neben nein nicht nichts noch nun nur ob obwohl oder ohne schon sehr sei seid
  sein seine seinem seinen seiner seines seit selber selbst sich sie siehe sind so sobald sodass
  solche solcher solches soll solle sollen sollte sollten somit sondern sonst soviel sowie sowohl
  statt tun tut uber uberhaupt um und uns unser unsere unserem unseren unter viel viele vielen
  vieler vom von vor wahrend wann war ware waren warst warum was weder weg wegen weil weiter
  weitere weiteren welche welchem welchen welcher welches wem wen wenig wenige wenn wer werde
  werden wessen weshalb wie wieder wieso wieviel wieviele will wir wird wirst wo wobei wodurch
  wofur wogegen woher wohin wohl wollen wollte womit woran worauf woraus worin woruber worum wozu
  wurde wurden wurdest zu zum zur zwar zwischen geschah geschieht geschehen ereignete erklare erklar erzahl nenne sag sage sagt zeig
  zeige gibts gehts nen nem brauch hab weiss weisst kennst stimmt heisst bedeutet versteht passiert passierte`),
  en: setOf(`
  a about above arent aint cant couldnt didnt doesnt dont hadnt hasnt havent isnt ive shouldnt thats theres theyre
  wasnt werent whats wheres whos wont wouldnt youre youve back after again against all also am an and any are aren as at be because been
  before being below between both but by can cannot could couldn did didn do does doesn doing don
  down during each either else ever few for from further get gets give given gives go goes got had
  hadn has hasn have haven having he her here hers herself him himself his how however i if in into
  is isn it its itself just let like ll made make makes many may me might more most much must my
  myself neither no nor not of off on once one only or other others ought our ours ourselves out
  over own please quite rather re really same shall she should shouldn so some something such tell
  than that the their theirs them themselves then there these they thing things this those though
  through thus to too under until up upon us ve very was wasn way we were weren what whatever when
  where whether which while who whom whose why will with within without won would wouldn yes yet
  you your yours yourself explain describe mean means happened happen happens does`),
};

const ADDED_WORDS: Readonly<Record<Language, ReadonlySet<string>>> = {
  de: setOf(
    `dann echt erzahle genauer gut heute laut sagen sagte sieht soweit steht wirklich wovon zudem`,
  ),
  en: setOf(`according done every former latter moreover ones said say says show since`),
};

/** Function words that are content words of the other language: German "war", English "hat". */
const HOMOGRAPHS = setOf(
  'art gut hat hin mal man mag die tun tut war weg wer just like make over back own one down',
);

/** Whether the keyword index leaves a folded word out. */
export function isStopWord(foldedWord: string): boolean {
  return STOP_WORDS.de.has(foldedWord) || STOP_WORDS.en.has(foldedWord);
}

/** Whether a folded word is a function word of the language; of either one without a language. */
export function isFunctionWord(foldedWord: string, language?: Language): boolean {
  if (language === undefined)
    return isFunctionWord(foldedWord, 'de') || isFunctionWord(foldedWord, 'en');
  return STOP_WORDS[language].has(foldedWord) || ADDED_WORDS[language].has(foldedWord);
}

/** Whether a folded word can only be this language's: a function word of it that the other lacks. */
export function betraysLanguage(foldedWord: string, language: Language): boolean {
  const other = language === 'de' ? 'en' : 'de';
  return (
    isFunctionWord(foldedWord, language) &&
    !isFunctionWord(foldedWord, other) &&
    !HOMOGRAPHS.has(foldedWord)
  );
}

function setOf(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/u).filter((word) => word !== ''));
}
