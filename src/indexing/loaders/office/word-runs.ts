const HIDING = /<w:(?:vanish|webHidden)(?: w:val="(?:1|true|on)")?\/>/gu;
const RUN_START = /<w:r[ >]/gu;
const RUN_END = '</w:r>';
/** Properties stand right behind the start of their run or paragraph. */
const MAX_PROPERTY_CHARS = 3_000;
const OUTLINE = /<w:outlineLvl w:val="([0-5])"\/>/gu;
const PROPERTIES_START = '<w:pPr>';

/** Style of a paragraph that has a place in the outline of its document by itself, before its level. */
export const OUTLINE_STYLE = 'CriaOutline';

/** XML of a Word document without the runs that its readers do not see. */
export function withoutHiddenRuns(xml: string): string {
  let result = '';
  let at = 0;
  let end = 0;
  for (const { index } of xml.matchAll(HIDING)) {
    const from = Math.max(at, index - MAX_PROPERTY_CHARS);
    const before = xml.slice(from, index);
    const start = [...before.matchAll(RUN_START)].at(-1)?.index;
    if (end < index) end = xml.indexOf(RUN_END, index);
    if (end === -1) break;
    if (start === undefined || before.includes(RUN_END, start)) continue;
    result += xml.slice(at, from + start);
    at = end + RUN_END.length;
  }
  return result + xml.slice(at);
}

/** The same with a style for each paragraph that is a heading by its place in the outline alone. */
export function withOutlineStyles(xml: string): string {
  let result = '';
  let at = 0;
  for (const { index, 1: level } of xml.matchAll(OUTLINE)) {
    const from = Math.max(at, index - MAX_PROPERTY_CHARS);
    const before = xml.slice(from, index);
    const start = before.lastIndexOf(PROPERTIES_START);
    const own = before.slice(Math.max(0, start));
    if (start === -1 || own.includes('</w:pPr>') || own.includes('<w:pStyle')) continue;
    const inside = from + start + PROPERTIES_START.length;
    result += `${xml.slice(at, inside)}<w:pStyle w:val="${OUTLINE_STYLE}${Number(level) + 1}"/>`;
    at = inside;
  }
  return result + xml.slice(at);
}
