/** Fields of front matter, and what other programs call the same, in English and German. */
export const FIELD_NAMES = {
  title: ['title', 'titel', 'headline', 'überschrift'],
  language: ['language', 'lang', 'locale', 'sprache'],
  published: [
    'published',
    'date',
    'datum',
    'veröffentlicht',
    'pubDate',
    'publishDate',
    'publish_date',
    'publishedAt',
    'published_at',
    'published_on',
    'datePublished',
    'created',
    'created_at',
    'createdAt',
    'erstellt',
  ],
  author: [
    'author',
    'authors',
    'autor',
    'autorin',
    'autoren',
    'verfasser',
    'verfasserin',
    'by',
    'byline',
    'creator',
    'writer',
  ],
  licence: ['licence', 'license', 'lizenz'],
  url: [
    'url',
    'canonical',
    'canonical_url',
    'canonicalUrl',
    'source_url',
    'link',
    'source',
    'quelle',
  ],
  tags: ['tags', 'keywords', 'schlagwörter', 'stichwörter'],
} as const;

/** Every name of a field, in lower case. */
export const ALL_FIELD_NAMES: ReadonlySet<string> = new Set(
  Object.values(FIELD_NAMES).flatMap((names) => names.map((name) => name.toLowerCase())),
);
