import { contentStems, overlap } from '../../../text/content-stems.ts';
import { isTopicWord, wordsOf } from '../../../text/topic-words.ts';
import type { ArticleText, CorpusWarning } from './article-text.ts';

/** The target of a Markdown link: `[text](target)`. */
const LINK = /\]\(([^()\s]{1,500})\)/gu;
/** A file of the corpus, not an address. */
const ARTICLE_FILE = /^(?![a-z][a-z\d+.-]*:)[^#]+\.mdx?$/iu;
/** "see the article on …", "siehe Artikel …", up to the end of the clause. */
const REFERENCE =
  /\b(?:see|siehe|vgl\.?)\s+(?:also\s+|auch\s+)?(?:the\s+|den\s+|im\s+|unter\s+)?(?:article|artikel)s?\s+(?:(?:on|about|called|über|zum?|zur)\s+["“„«]?|["“„«])([^"”“»,.;:!?()]+)/giu;
/** Share of the named subject's words that the title of the article has to hold. */
const MIN_TITLE_OVERLAP = 0.6;

/** References to an article that is not there: links to a file, and "see the article on …". */
export function warnOfDeadEnds(texts: readonly ArticleText[]): CorpusWarning[] {
  const files = new Set(texts.map(({ file }) => file));
  const titles = texts.map(({ article }) => contentStems(`${article.title} ${article.id}`));
  return texts.flatMap(({ file, matter, blocks, sentences }) => {
    const links = matter.body.split('\n').flatMap((text, index) =>
      [...text.matchAll(LINK)].flatMap(([, address = '']) => {
        const target = address.split('#')[0] ?? '';
        if (!ARTICLE_FILE.test(target) || files.has(resolve(file, target))) return [];
        const message = `It links to ${target}, which is not there.`;
        return [{ file, line: matter.bodyLine + index, message }];
      }),
    );
    const cells = blocks.filter(({ kind }) => kind === 'table');
    const named = [...sentences, ...cells].flatMap(({ text, line }) =>
      [...text.matchAll(REFERENCE)].flatMap(([, subject = '']) => {
        const stems = contentStems(wordsOf(subject).filter(isTopicWord).join(' '));
        const isThere = titles.some((title) => overlap(stems, title) >= MIN_TITLE_OVERLAP);
        if (stems.size === 0 || isThere) return [];
        const message = `It refers to an article on “${subject.trim()}”; none has such a title.`;
        return [{ file, line, message }];
      }),
    );
    return [...links, ...named];
  });
}

/** The target of a link as a path below the corpus folder. */
function resolve(file: string, target: string): string {
  const path = target.startsWith('/') ? [] : file.split('/').slice(0, -1);
  for (const step of target.split('/')) {
    if (step === '..') path.pop();
    else if (step !== '.' && step !== '') path.push(step);
  }
  return path.join('/');
}
