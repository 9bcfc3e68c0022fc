/** Names of the months from January on: German and English ones with their short forms. */
const OWN: readonly string[] = [
  'januar january jänner jan',
  'februar february feb',
  'märz march maerz mär mrz mar',
  'april apr',
  'mai may',
  'juni june jun',
  'juli july jul',
  'august aug',
  'september sept sep',
  'oktober october okt oct',
  'november nov',
  'dezember december dez dec',
];
/** Those of other languages, as they stand in dates. */
const OTHERS: readonly string[] = [
  'janvier enero gennaio janeiro januari stycznia styczeń ledna leden января январь ocak',
  'février fevrier febrero febbraio fevereiro februari lutego luty února únor февраля февраль şubat',
  'mars marzo março maart mrt marts marca marzec března březen марта март mart',
  'avril abril aprile kwietnia kwiecień dubna duben апреля апрель nisan',
  'mayo maggio maio mei maj maja května květen мая май mayıs',
  'juin junio giugno junho czerwca czerwiec června červen июня июнь haziran',
  'juillet julio luglio julho lipca lipiec července červenec июля июль temmuz',
  'août aout agosto augustus augusti sierpnia sierpień srpna srpen августа ağustos',
  'septembre septiembre settembre setembro września wrzesień září сентября сентябрь eylül',
  'octobre octubre ottobre outubro października październik října říjen октября октябрь ekim',
  'novembre noviembre novembro listopada listopad listopadu ноября ноябрь kasım',
  'décembre decembre diciembre dicembre dezembro grudnia grudzień prosince prosinec декабря декабрь aralık',
];
const MIN_SHORT_CHARS = 3;

/** Months by their German and English names and short forms, in lower case; 1 to 12. */
export const OWN_MONTHS: Readonly<Record<string, number>> = monthsOf(OWN);
/** Months by their names in other languages. */
export const OTHER_MONTHS: Readonly<Record<string, number>> = monthsOf(OTHERS);

/** The month a word names, written out or cut short, from 1; 0 for none. */
export function monthNamed(word: string): number {
  const name = word.toLowerCase();
  const known = OWN_MONTHS[name] ?? OTHER_MONTHS[name];
  if (known !== undefined) return known;
  if (name.length < MIN_SHORT_CHARS) return 0;
  const whole = [...Object.entries(OWN_MONTHS), ...Object.entries(OTHER_MONTHS)].filter(([each]) =>
    each.startsWith(name),
  );
  const months = new Set(whole.map(([, month]) => month));
  return months.size === 1 ? (whole[0]?.[1] ?? 0) : 0;
}

function monthsOf(rows: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    rows.flatMap((names, at) => names.split(' ').map((name) => [name, at + 1] as const)),
  );
}
