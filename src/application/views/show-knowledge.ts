import { OPERATOR_ID, type DocumentFormat, type Provenance } from '../../domain/documents.ts';
import type { BuildProgress } from '../../domain/index-store.ts';
import {
  shownTrail,
  type Passage,
  type PassageScores,
  type RankedPassage,
} from '../../domain/passage.ts';
import type { ArticleProposal, KnownArticle } from '../knowledge/article-desk.ts';
import type { ReplyButton, ReplyView } from '../command.ts';
import { noticeView } from './plain-view.ts';
import { plainLine } from './plain-line.ts';
import { progressBarText } from './progress-bar-text.ts';
import type { KnowledgeSpace } from '../knowledge/knowledge.ts';

/** Verbs of the buttons around articles; subjects are a proposal, an article's key or a page. */
export const KNOWLEDGE_VERBS = {
  page: 'knowledge-page',
  add: 'knowledge-add',
  remove: 'knowledge-remove',
  cancel: 'knowledge-cancel',
} as const;

/** Articles on one page of the list: one message at the longest titles. */
const PAGE_ARTICLES = 12;
const MAX_TITLE_CHARS = 80;
const MAX_SECTION_CHARS = 60;
const MAX_SECTIONS = 8;
/** Passages of an article that are shown, and the characters of each. */
const SHOWN_PASSAGES = 3;
const PASSAGE_CHARS = 280;
/** Characters of what was extracted that are shown before it is taken. */
const EXTRACT_CHARS = 600;
const MAX_SITES = 25;
/** Longest article id that is a button's subject as it is; the verb and a colon stand before it. */
const MAX_SUBJECT_CHARS = 80;

/** What is said around articles; `src/words/knowledge-words.ts` has it. */
export interface KnowledgeViewWords {
  list(page: number, pages: number): string;
  counts(shared: number, own: number): string;
  readonly noArticles: string;
  readonly space: Readonly<Record<KnowledgeSpace, string>>;
  languageName(tag: string): string;
  addedOn(ms: number): string;
  /** `userId` is null for the operator. */
  addedBy(ms: number, userId: string | null): string;
  /** Without who. */
  addedThen(ms: number): string;
  readonly language: string;
  readonly source: string;
  readonly author: string;
  readonly published: string;
  readonly format: Readonly<Record<DocumentFormat, string>>;
  date(isoDate: string): string;
  passages(count: number): string;
  chars(count: number): string;
  readonly sections: string;
  /** Instead of a heading, for what stands before the first one. */
  readonly lead: string;
  more(count: number): string;
  scores(scores: PassageScores): string;
  found(query: string): string;
  readonly foundNothing: string;
  readonly proposal: string;
  replaces(title: string, addedAtMs: number): string;
  removal(title: string): string;
  readonly sources: string;
  site(host: string, articles: number): string;
  withoutAddress(articles: number): string;
  readonly indexing: string;
  readonly phase: Readonly<Record<BuildProgress['phase'], string>>;
  readonly buttons: {
    readonly previous: string;
    readonly next: string;
    readonly add: string;
    readonly remove: string;
    readonly cancel: string;
  };
}

/** What a document calls itself, as it may stand in a sentence. */
export function shownTitle(title: string): string {
  return plainLine(title, MAX_TITLE_CHARS);
}

/** One page of the articles, counted from 1; the nearest page for a number that is none. */
export function listView(
  articles: readonly KnownArticle[],
  wanted: number,
  words: KnowledgeViewWords,
): ReplyView {
  if (articles.length === 0) return noticeView(words.noArticles);
  const pages = Math.ceil(articles.length / PAGE_ARTICLES);
  const page = Math.min(pages, Math.max(1, Math.trunc(wanted)));
  const own = articles.filter(({ space }) => space === 'server').length;
  const shown = articles.slice((page - 1) * PAGE_ARTICLES, page * PAGE_ARTICLES);
  const text = [
    `**${words.list(page, pages)}**`,
    words.counts(articles.length - own, own),
    '',
    ...shown.map((article) => `- ${listLine(article, words)}`),
  ].join('\n');
  const { previous, next } = words.buttons;
  return noticeView(text, [
    ...(page > 1 ? [pageButton(page - 1, previous)] : []),
    ...(page < pages ? [pageButton(page + 1, next)] : []),
  ]);
}

function pageButton(page: number, label: string): ReplyButton {
  return { verb: KNOWLEDGE_VERBS.page, subject: String(page), label, style: 'plain' };
}

function listLine(article: KnownArticle, words: KnowledgeViewWords): string {
  const { title, language, space, provenance } = article;
  return [
    shownTitle(title),
    words.languageName(language),
    words.space[space],
    ...(provenance === null ? [] : [words.addedOn(provenance.addedAtMs)]),
  ].join(' · ');
}

/** For whom an article is shown. */
export interface ArticleViewOptions {
  readonly words: KnowledgeViewWords;
  /** Whether the reader may change what is known, and so learns which member added an article. */
  readonly isKeeper: boolean;
}

/** One article: where it comes from, its sections and how it begins. */
export function articleView(
  article: KnownArticle,
  passages: readonly Passage[],
  options: ArticleViewOptions,
): ReplyView {
  const { words } = options;
  const sections = [...new Set(passages.map(({ section }) => section))];
  const text = [
    `**${shownTitle(article.title)}**`,
    ...factLines(article, options),
    `- ${words.passages(passages.length)}`,
    ...sectionLines(
      sections.filter((section) => section !== ''),
      words,
    ),
    ...passages
      .slice(0, SHOWN_PASSAGES)
      .flatMap(({ section, text: body }, at) => [
        '',
        `**[${at + 1}] ${section === '' ? words.lead : shownSection(section)}**`,
        `> ${plainLine(body, PASSAGE_CHARS)}`,
      ]),
  ].join('\n');
  const { provenance } = article;
  return { ...noticeView(text), mentions: provenance === null ? [] : [`<@${provenance.addedBy}>`] };
}

function factLines(article: KnownArticle, options: ArticleViewOptions): string[] {
  const { language, space, url, provenance } = article;
  const { words } = options;
  return [
    `- ${words.language}: ${words.languageName(language)}`,
    `- ${words.source}: ${words.space[space]}${url === null ? '' : `, <${url}>`}`,
    ...(provenance === null ? [] : [`- ${provenanceText(provenance, options)}`]),
  ];
}

function provenanceText(
  { addedBy, addedAtMs, format }: Provenance,
  { words, isKeeper }: ArticleViewOptions,
): string {
  const kind = words.format[format];
  if (addedBy === OPERATOR_ID) return `${words.addedBy(addedAtMs, null)} (${kind})`;
  const isShown = isKeeper && /^\d+$/u.test(addedBy);
  const text = isShown ? words.addedBy(addedAtMs, addedBy) : words.addedThen(addedAtMs);
  return `${text} (${kind})`;
}

function sectionLines(sections: readonly string[], words: KnowledgeViewWords): string[] {
  if (sections.length === 0) return [];
  const shown = sections.slice(0, MAX_SECTIONS).map(shownSection);
  const rest = sections.length - shown.length;
  return [
    `- ${words.sections}: ${[...shown, ...(rest > 0 ? [words.more(rest)] : [])].join(' · ')}`,
  ];
}

function shownSection(section: string): string {
  return plainLine(shownTrail({ title: '', section }), MAX_SECTION_CHARS);
}

/** Passages that were found, each with the scores it has its place by. */
export function searchView(
  query: string,
  ranked: readonly RankedPassage[],
  words: KnowledgeViewWords,
): ReplyView {
  if (ranked.length === 0) return noticeView(words.foundNothing);
  const text = [
    `**${words.found(plainLine(query, MAX_TITLE_CHARS))}**`,
    ...ranked.flatMap(({ rank, passage, scores }) => {
      const { title, section } = passage;
      const trail = section === '' ? '' : ` › ${shownSection(section)}`;
      return [
        '',
        `**[${rank}] ${shownTitle(title)}${trail}**`,
        `> ${plainLine(passage.text, PASSAGE_CHARS)}`,
        words.scores(scores),
      ];
    }),
  ].join('\n');
  return noticeView(text);
}

/** What was extracted from a document, before it is taken. */
export function proposalView(
  { id, document, replaces }: ArticleProposal,
  words: KnowledgeViewWords,
): ReplyView {
  const { title, language, author, published, format, url, markdown } = document;
  const headings = [...markdown.matchAll(/^#{1,6}\s+(\S.*)$/gmu)].map(
    ([, heading = '']) => heading,
  );
  const { add, cancel } = words.buttons;
  const text = [
    `**${words.proposal}**`,
    `**${shownTitle(title)}**`,
    `- ${words.language}: ${words.languageName(language)}`,
    ...(author === null ? [] : [`- ${words.author}: ${plainLine(author, MAX_TITLE_CHARS)}`]),
    ...(published === null ? [] : [`- ${words.published}: ${words.date(published)}`]),
    `- ${words.source}: ${words.format[format]}, ${words.chars(markdown.length)}${url === null ? '' : `, <${url}>`}`,
    ...sectionLines(headings, words),
    ...(replaces === null
      ? []
      : [`- ⚠️ ${words.replaces(shownTitle(replaces.title), replaces.provenance.addedAtMs)}`]),
    '',
    ...extractLines(markdown),
  ].join('\n');
  return noticeView(text, [
    { verb: KNOWLEDGE_VERBS.add, subject: id, label: add, style: 'primary' },
    { verb: KNOWLEDGE_VERBS.cancel, subject: id, label: cancel, style: 'plain' },
  ]);
}

function extractLines(markdown: string): string[] {
  const lines: string[] = [];
  let left = EXTRACT_CHARS;
  for (const line of markdown.slice(0, EXTRACT_CHARS * 4).split('\n')) {
    if (left <= 0) break;
    const shown = plainLine(line, left);
    if (shown === '') continue;
    lines.push(`> ${shown}`);
    left -= shown.length;
  }
  return lines;
}

/** An article that is about to go. */
export function removalView(
  article: KnownArticle,
  passages: number,
  words: KnowledgeViewWords,
): ReplyView {
  const { remove, cancel } = words.buttons;
  const text = [
    words.removal(shownTitle(article.title)),
    ...factLines(article, { words, isKeeper: true }),
    `- ${words.passages(passages)}`,
  ].join('\n');
  return noticeView(text, [
    {
      verb: KNOWLEDGE_VERBS.remove,
      subject: articleKey(article.id),
      label: remove,
      style: 'danger',
    },
    { verb: KNOWLEDGE_VERBS.cancel, subject: 'none', label: cancel, style: 'plain' },
  ]);
}

/** Where the articles come from, by site, the most frequent first. */
export function sourcesView(
  articles: readonly KnownArticle[],
  words: KnowledgeViewWords,
): ReplyView {
  if (articles.length === 0) return noticeView(words.noArticles);
  const sites = new Map<string, number>();
  for (const { url } of articles) {
    const host = hostOf(url);
    if (host !== null) sites.set(host, (sites.get(host) ?? 0) + 1);
  }
  const sorted = [...sites].sort(
    ([one, left], [other, right]) => right - left || one.localeCompare(other),
  );
  const without = articles.filter(({ url }) => hostOf(url) === null).length;
  const rest = sorted.length - MAX_SITES;
  const text = [
    `**${words.sources}**`,
    ...sorted.slice(0, MAX_SITES).map(([host, count]) => `- ${words.site(host, count)}`),
    ...(rest > 0 ? [`- ${words.more(rest)}`] : []),
    ...(without > 0 ? [`- ${words.withoutAddress(without)}`] : []),
  ].join('\n');
  return noticeView(text);
}

function hostOf(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null;
  const { host } = new URL(url);
  return host === '' ? null : plainLine(host.replace(/^www\./u, ''), MAX_TITLE_CHARS);
}

/** How far the index is with an article that was added or removed. */
export function indexingView(
  { phase, done, total }: BuildProgress,
  words: KnowledgeViewWords,
): ReplyView {
  const counts = total > 1 ? ` ${done}/${total}` : '';
  const text = `${progressBarText(done, total)}\n${words.phase[phase]}${counts}`;
  return { tone: 'working', heading: words.indexing, text, citations: [], buttons: [] };
}

/** Subject of a button about an article: its id, or what stands for one that is too long. */
export function articleKey(id: string): string {
  if (id.length <= MAX_SUBJECT_CHARS && !id.includes(':')) return id;
  let hash = 0xcbf29ce484222325n; // FNV-1a, 64 bits
  for (const character of id) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(character.codePointAt(0) ?? 0)) * 0x100000001b3n);
  }
  return `long-${hash.toString(16)}`;
}
