import { wordFinder } from './find-words.ts';

/* Verbs that let somebody speak, judge or decide; how they are written down, `wordFinder` says. */

const findSpeaking = wordFinder(`
  acknowledge acknowledged acknowledges added adds admit admits admitted advise advised advises
  advocated advocates agree agreed agrees announce announced argue argued argues argumentieren
  argumentiert argumentierte argumentierten ask asked asks backed backs befürchtet befürchtete
  befürworten befürwortet befürwortete befürworteten begründen begründet begründete begründeten
  begrüßen begrüßt begrüßte begrüßten behaupten behauptet behauptete behaupteten bekannte_sich
  bekennt_sich bekennte_sich beklagen beklagt beklagte beklagten believe believed believes bemerkt
  bemerkte berichten berichtet berichtete berichteten bescheinigt bescheinigte beschreibt
  beschrieb beschweren_sich beschwert_sich beschwerte_sich beschwerten_sich bestätigen bestätigt
  bestätigte bestätigten betonen betont betonte betonten bevorzugen bevorzugt bevorzugte
  bevorzugten bezeichnen bezeichnet bezeichnete bezeichneten bezweifelt bezweifelte called
  calls caution cautioned cautions championed champions charged claimed claims complain
  complained complains concede conceded concedes conclude concluded concludes consider considered
  considers contends countered counters credited credits criticised criticises criticized
  criticizes dachte defend defended defends denke denkt describe described describes disagree disagreed
  disagrees dismissed dismisses doubted doubts empfahl empfehlen empfiehlt emphasised
  emphasises emphasized emphasizes endorsed endorses entgegnet entgegnete entscheidet_sich
  entschied_sich ergänzt ergänzte erklären erklärt erklärte erklärten erwarten erwartet erwartete
  erwarteten erzählen erzählt erzählte erzählten expect expected expects explain explained
  explains fand fanden favored favors favoured favours feared fears finden
  findet finds fordern fordert forderte forderten found fügt fügte fürchtet fürchtete glauben
  glaubt glaubte glaubten halten hebt held hielt hielten hob hofft hoffte holds hoped hopes
  hält insist insisted insists klagt klagte kritisieren kritisiert kritisierte kritisierten
  legt_sich legte_sich lehnen lehnt lehnte lehnten loben lobt lobte lobten mahnen mahnt mahnte
  mahnten maintain maintained maintains meinen meint meinte meinten meldet_sich meldete_sich named
  names nannte nannten nennen nennt note noted notes observed opposed opposes outete_sich
  plädieren plädiert plädierte plädierten point_out pointed_out pointed_to points_out praise
  praised praises prefer preferred prefers put_it puts_it recall recalled recalls rechnen rechnet
  rechnete rechneten recommend recommended recommends reject rejected rejects replied 
  reported reports respond responded responds rief riefen riet ruft rät räumt räumte sagen sagt
  sagte sagten sah sahen said saw say says schreiben schreibt schrieb schrieben schwärmt schwärmte
  schwört schwörte sees sehen setzt_auf setzt_sich setzte_auf setzte_sich sieht sprach spricht
  stated states stressed stresses suggest suggested suggests supported supports
  swears_by swore_by tells think thinks thought told trat traten treten tritt unterstützen
  unterstützt unterstützte unterstützten urged urteilen urteilt urteilte urteilten vergleicht
  verglich verglichen verkünden verkündet verkündete verkündeten verlangen verlangt verlangte
  verlangten vermeldet vermeldete versichern versichert versicherte versicherten versprach
  verspricht verteidigen verteidigt verteidigte vertrat vertritt verweisen verweist verwies want
  wanted wants warb warn warned warnen warns warnt warnte warnten weist welcomed welcomes wenden
  wendet wendete wendeten wies wirbt write writes wrote wünschen_sich wünscht_sich wünschte_sich
  wünschten_sich äußert äußerte
`);

/** What also lets somebody speak, and what does not. */
const CONCLUDES =
  /(?<!\p{L})(?:(?:kam|kommt) zu dem Schluss|gab [^.]{0,40}zu Protokoll)(?!\p{L})/gu;
const SPEAKS_ABOUT = /^\p{L}+ über(?!\p{L})/u;
/** A verb with the word behind it, in characters. */
const MAX_VERB_CHARS = 40;

/** Where such a verb stands in a text. */
export interface Verb {
  readonly from: number;
  readonly to: number;
}

/** Such verbs, in their order. */
export function verbsIn(text: string): Verb[] {
  const verbs = findSpeaking(text).flatMap((from) => {
    const behind = text.slice(from, from + MAX_VERB_CHARS);
    const [verb = ''] = /^\p{L}+/u.exec(behind) ?? [];
    const isVerb = !/^(?:spricht|sprach)$/u.test(verb) || !SPEAKS_ABOUT.test(behind);
    return isVerb ? [{ from, to: from + verb.length }] : [];
  });
  const others = [...text.matchAll(CONCLUDES)].map(({ 0: verb, index }) => {
    return { from: index, to: index + verb.length };
  });
  return [...verbs, ...others].sort((one, other) => one.from - other.from);
}

/** Those with a small letter: German writes the nouns made of such verbs with a capital. */
export function smallVerbsIn(text: string): Verb[] {
  return verbsIn(text).filter(({ from }) => !/^\p{Lu}/u.test(text.slice(from)));
}
