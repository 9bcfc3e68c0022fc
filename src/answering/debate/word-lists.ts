/*
 * Words by which people speak and judge, in English and German. How they are written down, `finder`
 * says.
 */

/** Where a word stands in a text, as offsets. */
export interface Place {
  readonly from: number;
  readonly to: number;
}

/** What regular verbs end in, of both languages. */
const VERB_ENDINGS = ['s', 'es', 'd', 'ed', 't', 'et', 'te', 'ete', 'ten', 'eten', 'en'];

/**
 * Finds words of a list: `word` itself, `word*` with any ending, `*word` with any beginning, `verb~`
 * with the endings of a verb, `two_words` with one character between them.
 */
export function finder(list: string): (text: string) => Place[] {
  const entries = list.split(/\s+/u).filter((entry) => entry !== '');
  const endings = entries.filter((entry) => entry.startsWith('*')).map((entry) => entry.slice(1));
  const whole = new Set(
    entries.flatMap((entry) => {
      const stem = entry.slice(0, -1);
      return entry.endsWith('~') ? [stem, ...VERB_ENDINGS.map((ending) => stem + ending)] : entry;
    }),
  );
  const isListed = (word: string): boolean => {
    if (whole.has(word)) return true;
    for (let length = 1; length <= word.length; length += 1) {
      if (whole.has(`${word.slice(0, length)}*`)) return true;
    }
    return false;
  };
  return (text) => {
    const words = [...text.matchAll(/\p{L}+/gu)].map(({ 0: { length }, index }) => {
      return { from: index, to: index + length };
    });
    return words.filter(({ from, to }, at) => {
      const next = words[at + 1];
      const word = text.slice(from, to).toLowerCase();
      if (isListed(word) || endings.some((ending) => word.endsWith(ending))) return true;
      return (
        next?.from === to + 1 && isListed(`${word}_${text.slice(next.from, next.to).toLowerCase()}`)
      );
    });
  };
}

/** Verbs that let somebody speak, judge or decide. */
export const findSpeaking = finder(`
  acknowledge~ add~ admitted admit~ advise~ advocate~ agree~ announce~ argue~ argumentier~ ask~
  back~ befürcht~ befürwort~ begründe~ begrüß~ behaupte~ bekenn~ beklag~ believe~ bemerk~ bericht~
  bescheinig~ beschreib~ beschrieb beschwer~ bestätig~ beton~ bevorzug~ bezeichne~ bezweifel~ call~
  caution~ champion~ claim~ complain~ concede~ conclude~ consider~ contend~ counter~ credit~
  criticise~ criticize~ dachte defend~ denke denkt describe~ disagree~ dismiss~ doubt~ empfahl
  empfehlen empfiehlt emphasise~ emphasize~ endorse~ entgegne~ entscheidet_sich entschied_sich
  ergänz~ erinner~ erklär~ erwart~ erzähl~ expect~ explain~ fand fanden favor~ favour~ fear~ find~
  forder~ found füg~ fürcht~ gab_zu gibt_zu glaub~ halten hebt held hielt hielten hob hoff~ hold~
  hope~ hält insisted insist~ klag~ kritisier~ legt_sich legte_sich lehn~ lob~ mahn~ maintain~
  meint meinte meinten melde~ name~ nannte nannten nenn~ note~ object~ observe~ oppose~ outete_sich
  plead~ plädier~ point_out pointed_out pointed_to points_out points_to praise~ preferred prefer~
  put_it puts_it recall~ rechne~ recommend~ reject~ remember~ replie~ report~ respond~ rief riefen
  riet ruft rät räum~ sag~ sah sahen said saw say~ schreib~ schrieb schrieben schwärm~ schwör~ see
  sees sehen setzt_auf setzt_sich setzte_auf setzte_sich sieht sprach spricht state~ stress~
  suggest~ support~ swears_by swore_by tell~ think~ thought told trat traten treten tritt
  unterstütz~ urge~ urteil~ vergl* verkünd~ verlang~ vermelde~ versicher~ versprach verspricht
  verteidig~ vertrat vertritt verweis~ verwies wanted want~ warb warn~ weist welcome~ wende~
  widerspr* wies wirbt write~ wrote wünsch~ äußer~
`);

/** Words that judge well. */
export const findGood = finder(`
  accessib* admir* advantage* affordable attraktiv* ausgereift* beat beaten beats beeindruck*
  befürwort* beleb* beliebt* beneficial benefit* besser* best beste* better bevorzug* bewährt*
  billig* breakthrough capable cheap* clean* clear clearer consistent* control convenient delight*
  durchbruch durchgehend eas* effective efficien* effizien* effortless* einfach einfacher* embrac*
  empfahl empfehl* empfiehlt enabl* endors* entscheidend* erfolg* ermöglich* erreichbar essential
  excel* exciting fast faster fastest favor* favour* flexib* flexibel* forgiving free freedom
  freiheit future führend* game_changer* geeignet* genügt gewinn* good great* großartig* größte*
  gut gute* günstig* hands_down happy help* hervorragend* hilft ideal* impact important impress*
  improv* indispensable klug* kontrolle leading leicht leichter* leise* leistungsfähig* lesbar*
  lightweight lob* lohn* love* lösung mature meilenstein* milestone mächtig* mühelos* necess*
  notwendig* nutzen nötig nützlich* nützt outperform* outshine* overdue perfect* perfekt* pioneer*
  plädier* popular powerful prais* predictable prefer* productiv* proven quick* quiet* readable
  recommend* reicht reinvigorat* reliab* remarkable revolution* richer right_choice robust* safe*
  satisfied schlägt schlüssel* schnell* schätz* secure sensible sicher sicherer* simpl* sinnvoll*
  smoother solution sparsam* stabil* stable stark* strength* strong* stärke* success* suitable
  suited suits superior toll* transform* trust* turning_point unterschätzt unterstütz*
  unverzichtbar* valuable verbesser* vernünftig* verändert vorteil* warb welcom* wendepunkt*
  wertvoll* wichtig* win wins wirbt won worth* zufrieden* zugänglich* zukunft* zuverlässig*
  überfällig* überlegen* übertrifft übertrumpf* überzeug*
`);

/** Words that judge badly. */
export const findBad = finder(`
  abhorr* abhängig* ablehn* absurd* abus* annoy* attack* awkward bad bedenken bedroh* befürcht*
  begrenzt* biased bloat* break breaks broke broken brummen caveat* clumsy clunky complain*
  complicated concern concerned concerns costly costs_too critici* danger* dead_end dependen*
  difficult* disadvantage* disaster drawback* drohen droht einwand einwände error* exaggerat*
  expensive fail* *falle falsch* fear* fehlen fehler* fehlt folly foolish fragil* fragment* frust*
  fürcht* gefahr* gefähr* gegner* grenzen hard harder harm* hass* hate* hässlich* illusion*
  immature incompatible inferior insecure irrsinn* irrweg katastroph* kompliziert* kritik
  kritisier* lack* langsam* laut limit* lock_in lose loses lost loud madness mangel* mislead*
  missbrauch* missing mistake* misus* monopol* myth mühsam* nachteil* nightmare nonsense nuisance
  nutzlos* obsolete oppos* outdated overkill overrated pain painful pains problem* quatsch reckless
  refus* reject* relic risik* risk* ruin* sackgasse schad* scheiter* schlecht* schlimm* schwach*
  schwer schwierig* schwäch* skandal* slow* steep struggl* suffer* tedious teuer* teure* threat*
  ugly umständlich* unausgereift* unbeweglich* unrealisti* unreliable unsafe unsicher* unsinn
  unthinkable unusable unzuverlässig* useless veralt* verlier* versag* verschwend* verspiel*
  verzweifel* wahnsinn* warn* waste* weak* worr* worse* worst zweifel* überbewertet* überforder*
  überschätzt* übertrieben*
`);
