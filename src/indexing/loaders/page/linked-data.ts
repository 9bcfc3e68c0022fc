import type { DomDocument } from './dom.ts';

/** What a page's JSON-LD says about its article. */
export interface LinkedData {
  /** Its headline, which is sometimes a mere description. */
  readonly headline: string | null;
  readonly name: string | null;
  readonly author: string | null;
  readonly published: string | null;
  readonly created: string | null;
  readonly language: string | null;
  readonly publisher: string | null;
}

const MAX_BLOCK_CHARS = 200_000;
const MAX_NODES = 500;
const MAX_NAMES = 10;
const ARTICLE_TYPE =
  /(?:Article|BlogPosting|Report|WebPage|Book|Chapter|Course|LearningResource)$/u;

type JsonObject = Readonly<Record<string, unknown>>;

/** Reads the first article among the linked data; nulls without one. Broken JSON is passed over. */
export function readLinkedData(document: DomDocument): LinkedData {
  const blocks = [...document.querySelectorAll('script[type^="application/ld+json" i]')];
  const nodes = blocks.flatMap((block) => nodesIn(block.textContent));
  const articles = nodes.filter(isArticle);
  const named = articles.filter((node) => typeof node['headline'] === 'string');
  const best = named.find((node) => node['datePublished'] !== undefined) ?? named[0] ?? articles[0];
  const authors = namesOf(best?.['author'] ?? best?.['creator'], nodes);
  return {
    headline: textOf(best?.['headline']),
    name: textOf(best?.['name']),
    author: authors.length === 0 ? null : authors.join(', '),
    published: textOf(best?.['datePublished']),
    created: textOf(best?.['dateCreated']),
    language: textOf(best?.['inLanguage']),
    publisher: namesOf(best?.['publisher'], nodes)[0] ?? null,
  };
}

function isArticle(node: JsonObject): boolean {
  return [node['@type']].flat().some((type) => typeof type === 'string' && ARTICLE_TYPE.test(type));
}

function nodesIn(text: string): JsonObject[] {
  if (text.length > MAX_BLOCK_CHARS) return [];
  let root: unknown;
  try {
    root = JSON.parse(withoutMarks(text));
  } catch {
    return [];
  }
  const queue: unknown[] = [root];
  const found: JsonObject[] = [];
  for (let at = 0; at < queue.length && at < MAX_NODES; at += 1) {
    const node = queue[at];
    if (Array.isArray(node)) queue.push(...(node as unknown[]).slice(0, MAX_NODES));
    else if (isObject(node)) {
      found.push(node);
      queue.push(node['@graph'], node['mainEntity'], node['mainEntityOfPage']);
    }
  }
  return found;
}

/** What hides JSON from old browsers: CDATA marks, comments. */
const MARKS = ['//', '/*', '*/', '<![CDATA[', ']]>', '<!--', '-->'];

function withoutMarks(text: string): string {
  let json = text.trim();
  for (let mark = markOf(json); mark !== undefined; mark = markOf(json)) {
    json = (json.startsWith(mark) ? json.slice(mark.length) : json.slice(0, -mark.length)).trim();
  }
  return json;
}

function markOf(json: string): string | undefined {
  return MARKS.find((mark) => json.startsWith(mark) || json.endsWith(mark));
}

/** Names of people: as they stand, or of the nodes they lead to. */
function namesOf(value: unknown, nodes: readonly JsonObject[]): string[] {
  const names = [value]
    .flat()
    .slice(0, MAX_NAMES)
    .map((each) => {
      if (!isObject(each)) return textOf(each);
      const named = nodes.find((node) => node['@id'] === each['@id'] && 'name' in node);
      return textOf(each['name'] ?? (each['@id'] === undefined ? null : named?.['name']));
    });
  return names.filter((name): name is string => name !== null && !/^https?:/iu.test(name));
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
