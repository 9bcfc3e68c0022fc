/*
 * Words by which a text shows who thinks what, in German and English. They say how something is
 * said, never what: no name is among them. All match text as it is, not folded.
 */

/** A sentence that reports a judgement or reported speech (German: Konjunktiv I). */
export const STANCE =
  /(?<!\p{L})(?:said|says|say|called|calls|named|names|argued|argues|argument|praised|praises|finds|found|sees|saw|considers|considered|credits|credited|concluded|maintains|believes|thinks|prefers|holds|insists|warns|warned|in favour of|in favor of|spoke out|sagt|sagte|nennt|nannte|hält|hielt|sieht|sah|findet|fand|meint|meinte|begründet|begründete|betont|bezeichnet|bezeichnete|trat für|tritt für|sprach sich|spricht sich|hebt hervor|verweist|lobt|lobte|warnt|warnte|zufolge|Sicht|sei|seien|habe|hätten?|würden?|werde|könne|müssen? offen|müsse|müssten|lasse|führe|wäre|wären|gäbe|beruhe|teile)(?!\p{L})/u;

/** Grants something to the other side. */
export const CONCESSION =
  /(?<!\p{L})(?:allerdings|zugleich|gesteht|räumt|einerseits|obwohl|although|though|also observed|also credits|admits|concedes|granted|grants|even so|nevertheless)(?!\p{L})/iu;

/** Speaks of the two sides together, or of nobody's side. */
export const BOTH =
  /(?<!\p{L})(?:both(?! \p{L}+ and)|beide[nrs]?|keinem Lager|one camp|either camp|zwischen den Lagern|between the camps|aufeinander|on each other|einig|agree|nebeneinander|side by side)(?!\p{L})/iu;

/** Says what the two sides agree on. */
export const AGREEMENT =
  /(?<!\p{L})(?:beide[nrs]?|both(?! \p{L}+ and)|einig|agree|agreed|nebeneinander|side by side|bestreitet|undisputed|gemeinsam|in common|aufeinander|on each other|verbindet)(?!\p{L})/iu;

/** Says that something is not settled. */
export const OPEN =
  /(?<!\p{L})(?:umstritten|strittig|offen ist|offenbleibt|bleibt offen|ist offen|is open|remains open|leave open|disputed|unclear|unsettled|not been settled|open question|hängt davon ab|je nach Maßstab|depends on|belegt aber keine|says nothing about|keine Ursache)(?!\p{L})/iu;

/** A sentence in such words criticises; who says it does not thereby speak for the thing named. */
export const NEGATIVE =
  /(?<!\p{L})(?:misuse\p{L}*|missbrauch\p{L}*|leak\p{L}*|leck\p{L}*|risk|risks|risiko|risiken|gefahr\p{L}*|danger\p{L}*|limited|begrenzt|schränkt|threat\p{L}*|mistake|fehler)(?!\p{L})/iu;

/** Demands something. */
export const DUTY =
  /(?<!\p{L})(?:should|must|ought to|needs? to|ha(?:s|ve) to|soll(?:e|en|te|ten)?|muss|müsse[nt]?|müssten?)(?!\p{L})/iu;

/** Names a winner, which a summary never does. */
export const VERDICT =
  /(?<!\p{L})(?:wins?|won|winner|clearly better|clearly superior|is better than|beats? the other|the better (?:choice|side)|gewinnt|gewonnen|gewinner\p{L}*|sieger\p{L}*|siegt|klar besser|eindeutig besser|besser als|klar überlegen|überlegen|haushoch|hat recht|is right,? and|unbestreitbar|the right choice|die richtige wahl|klarer favorit|clear favou?rite)(?!\p{L})/iu;

/** Talks to a model or to the bot instead of the reader. */
export const INSTRUCTION =
  /(?:(?:ignor\p{L}{0,9}|disregard|forget|vergiss|missachte)[^.!?]{0,60}(?:instruction|prompt|rule|anweisung|regel|passage|everything|alles|quellen|sources)|(?:system|developer) ?prompt|als (?:ki|sprachmodell)|as an ai|(?:language model|sprachmodell|assistant|assistent|bot)[^.!?]{0,40}(?:must|should always|muss|müssen|soll|sollen)|(?:schreibe|schreib|antworte|write|answer|reply|say|sage|behaupte|declare|erkläre)[^.!?]{0,60}(?:winner|sieger|gewinn|better|besser|immer|always|nur|only)|du (?:musst|sollst)|you (?:must|are to)|instructions? (?:to|for) (?:the )?(?:model|assistant|ai))/iu;

/** What persons are by profession; next to a name it makes the name a person's. Folded. */
export const ROLE =
  /(?<!\p{L})(?:analyst|chef|leiter|leitende|vizepräsident|forscher|wissenschaftler|mitgründer|gründer|senator|professor|direktor|engineer|ingenieur|sprecher|spokes|entwickler|minister|journalist|expert|autor|lehrer|manager|(?:chief|ceo|head|vice|president|scientist|researcher|founder|co-founder|director|developer|author|teacher)(?!\p{L}))/iu;

/** Common words that make a run of capitals something else than a person. Folded. */
export const NOT_PERSON: ReadonlySet<string> = new Set(
  `lab labs data ai ki source open university universitat institute summit act union community licence license declaration
  park center centre foundation initiative company technology innovation code science research product products safety
  definition house senate war world united kingdom states european vereinigte vereinigten staaten konigreich deutsche deutscher
  january february march april may june july august september october november december januar februar marz mai juni juli
  oktober dezember wer what who zwei drei vier funf sechs two three four five six namen names stimmen voices`.split(
    /\s+/u,
  ),
);
