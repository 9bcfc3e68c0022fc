/** Words that name no topic, in German and English; lower case. */
const FUNCTION_WORDS = new Set(
  `aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim bin bis bist bitte da dabei dadurch
  dafür dagegen daher damit danach dann daran darauf daraus darin darüber darum das dass davon davor dazu dein deine dem den
  denen denn der deren des dessen dich die dies diese diesem diesen dieser dieses dir doch dort du durch eben echt ein eine
  einem einen einer eines eigentlich er es etwa etwas euch für gab genau genauer gibt ging geht gut habe haben hast hat hatte
  hatten hier ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ins ist ja jede jeder jedes jene jener jetzt kann kannst kein
  keine können könnte konnte mal man mehr mein meine mich mir mit muss müssen nach nein nicht nichts noch nun nur ob oder
  ohne sag sage sagen schon sehr sein seine seinem seinen seiner seit sich sie sind so sollen sollte sonst soweit und uns
  unter viel viele vom von vor wann war waren warum was weil welche welchem welchen welcher welches wem wen wenn wer werden
  wessen weshalb wie wieder wieso will wir wird wirklich wo wobei wodurch wofür woher wohin womit woran worauf woraus worin
  worüber worum wovon wozu wurde wurden würde über um zu zum zur erzähl erzähle erklär erkläre zeig weiter sieht steht
  a about after all also am an and any are as at be because been before being but by can could did do does done each else
  for from get gets give go had has have he her here hers him his how i if in into is it its just like made make many may
  me mean means might more most much must my no not of off on once one ones only or other others our out over please really
  same say says shall she should show so some something such tell than that the their them then there these they thing things
  this those though to too up us very was we were what when where which while who whom whose why will with without would yes
  yet you your former latter explain happened happen`.split(/\s+/u),
);

/** Words and numbers of a text in order, as they are written: `Llama`, `2`, `GPT-4`, `open-source`. */
export function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}]+(?:[-'’.][\p{L}\p{N}]+)*/gu) ?? [];
}

/** Whether a word names a topic; a single letter does not, a number does. */
export function isTopicWord(word: string): boolean {
  if (/^\p{L}$/u.test(word)) return false;
  return !FUNCTION_WORDS.has(word.toLowerCase());
}
