import { parseXml, type DomElement } from '../page/dom.ts';

/** Name of the styles of tables of contents. */
export const CONTENTS = 'contents of the document';

const HEADING_NAME =
  /^(?:heading|überschrift|titre|título|titolo|kop|rubrik|overskrift|nagłówek|nadpis|otsikko|заголовок|başlık)\s?([1-9])$/iu;
const TITLE_NAME = /^(?:title|titel|buchtitel|dokumenttitel|titre|título|titolo)$/iu;
const CONTENTS_NAME =
  /^(?:toc\s?(?:[1-9]|heading)|(?:inhaltsverzeichnis|verzeichnis)(?:\s?\d|überschrift)?|table of figures|abbildungsverzeichnis)$/iu;
const NAME_START = '<w:name w:val="';
const MAX_CHAIN = 10;
const DEEPEST_LEVEL = 6;

/**
 * Styles of a Word document under the names by which headings, titles and tables of contents are known:
 * those of other languages, and what is a heading by its place in the outline or by what it builds on.
 */
export function withKnownNames(xml: string): string {
  const styles = [...parseXml(xml).getElementsByTagName('w:style')];
  const byId = new Map(styles.map((style) => [style.getAttribute('w:styleId') ?? '', style]));
  let named = xml;
  for (const id of byId.keys()) {
    const kind = kindOf(id, byId);
    const at = kind === null ? -1 : named.indexOf(`w:styleId="${id}"`);
    const name = at === -1 ? -1 : named.indexOf(NAME_START, at);
    if (kind === null || name === -1) continue;
    const start = name + NAME_START.length;
    named = named.slice(0, start) + kind + named.slice(named.indexOf('"', start));
  }
  return named;
}

function kindOf(id: string, byId: ReadonlyMap<string, DomElement>): string | null {
  let style = byId.get(id);
  for (let step = 0; style !== undefined && step < MAX_CHAIN; step += 1) {
    const kind = ownKind(style);
    if (kind !== null) return kind;
    style = byId.get(valueOf(style, 'w:basedOn'));
  }
  return null;
}

function ownKind(style: DomElement): string | null {
  const name = valueOf(style, 'w:name').trim();
  if (TITLE_NAME.test(name)) return 'Title';
  if (CONTENTS_NAME.test(name)) return CONTENTS;
  const outline = valueOf(style, 'w:outlineLvl');
  const level = HEADING_NAME.exec(name)?.[1] ?? (outline === '' ? '' : String(Number(outline) + 1));
  const isHeading = Number(level) >= 1 && Number(level) <= DEEPEST_LEVEL;
  return isHeading ? `heading ${Number(level)}` : null;
}

function valueOf(style: DomElement, name: string): string {
  return style.querySelector(name.replace(':', '\\:'))?.getAttribute('w:val') ?? '';
}
