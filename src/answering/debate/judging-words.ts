import { wordFinder } from './find-words.ts';

/* Words that judge, in English and German; how they are written down, `wordFinder` says. */

/** Offsets of the words of a text that judge well. */
export const findGood = wordFinder(`
  better best superior advantage advantages benefit benefits strength strengths strong
  stronger strongest win wins won revolution* game_changer* breakthrough milestone easier
  easiest easy easily simple simpler cheap cheaper cheapest affordable fast
  faster fastest quick quicker quickly quiet quieter safe safer secure reliable robust
  powerful capable efficien* effective accessib* enabl* popular love loves loved prais*
  prefer* favor* favour* recommend* ideal excellent great greater greatest good important
  essential necessary valuable worth* success* leading pioneer* improv* outperform* beat beats
  beaten suited suitable suits right_choice turning_point key necessity impressive impact
  remarkable exciting bigger biggest reinvigorat* hands_down transform* flexib* control free
  freedom indispensable future help helps helped solution lasts besser* beste* überlegen*
  vorteil* nutzen nützlich* stärke stärken stark* stärker* gewinn* durchbruch meilenstein
  wendepunkt leicht leichter* einfach einfacher* billig* günstig* sparsam* schnell* leise*
  sicher sicherer* zuverlässig* leistungsfähig* mächtig* effizien* zugänglich* erreichbar
  ermöglich* beliebt* lobt* bevorzug* empfiehlt* empfehl* empfahl* hervorragend* großartig*
  gut gute guter gutes guten gutem wichtig* entscheidend* nötig unverzichtbar* wertvoll* lohn*
  erfolg* führend* verbesser* übertrifft* übertrumpf* schlägt geeignet* vernünftig* genügt
  reicht beleb* unterschätzt freiheit kontrolle zukunft hilft lösung schlüssel toll* perfekt*
  klug* sinnvoll* attraktiv* beeindruck* überzeug* größte größter größten größtes größtem
  zufrieden* bewährt* stabil* zukunftssicher* mühelos* lesbar* robust* ausgereift* befürwort*
  satisfied happy stable predictable excel* clearer cleaner cleanest mature proven effortless*
  readable lightweight outshine* richer smoother embrac* impress* productive productivity delight*
  überfällig overdue nützt unterstütz* backs backed endors* welcomes welcomed lohn* forgiving
  notwendig* verändert durchgehend_mehr plädier* wirbt warb
`);

/** Offsets of the words of a text that judge badly. */
export const findBad = wordFinder(`
  worse worst inferior disadvantage disadvantages drawback drawbacks weak* risk* danger*
  threat* limits limited limitation limitations expensive costly costs_too slow slower slowest
  slowly hard harder difficult* complicated clumsy loud unreliable insecure unsafe error
  errors mistake* fail* problem* misus* abus* lack lacks lacking missing criticis* criticiz*
  overrated outdated obsolete biased lose loses lost cannot dependent dependence dependency
  lock_in monopol* incompatible useless harm* exaggerat* hurry nonsense absurd* disaster
  nightmare dead_end myth waste wastes wasted oppose opposes opposed opposition reject*
  unrealistic schlechter* schlecht* nachteil* schwäch* schwach* risik* gefahr* gefährlich*
  bedroh* begrenzt* grenzen teuer* teure* langsam* schwer schwierig* kompliziert* laut
  unzuverlässig* unsicher* fehler* versag* scheiter* missbrauch* mangel* fehlt fehlen kritik
  kritisier* überschätzt überbewertet veralt* verlier* abhängig* nutzlos* schad* unbeweglich*
  übertrieben* *betrug irrweg unsinn drohen droht katastroph* skandal* sackgasse verschwend*
  struggl* suffer* fragment* mislead* immature broken breaks steep frustrat* bloat* painful pain
  pains caveat* tedious fragile awkward clunky overkill falls_apart attack* illusion* falle fallen
  frieren friert *falle überforder* verzweifel* frust* unausgereift* umständlich* mühsam*
  warns warned warnt warnte warnten reckless foolish folly madness wahnsinn* irrsinn* quatsch
  schnapsidee* ruin* gefährd* verspiel* hässlich* ugly
  ablehn* gegner* unrealistisch* falsch* einwand einwände eingewandt zweifel*
`);
