import { chunkArticle, MAX_PASSAGE_TOKENS } from '../../chunking/chunk-article.ts';
import { plainInline } from '../../chunking/inline-text.ts';
import type { ArticleText, CorpusWarning } from './article-text.ts';

/** Words that stand for something said before, whatever follows them. */
const PRONOUN = /^(?:He|She|They|Its|Their|Theirs|His|Both|Er|Ihm|Ihn|Ihnen|Dies|Letztere[rs]?)\b/u;
/** "It is …", but not "It is true that …" or "It takes … to …". */
const IT =
  /^It\b(?! (?:is|was|seems|takes|remains|helps|follows)\b[^.]*\b(?:that|to|how|whether)\b)/u;
/** "This is …", but not "This article …". */
const THIS =
  /^(?:This|That|These|Those) (?:is|was|are|were|has|have|had|does|do|did|means?|makes?|can|could|may|might|must|will|would|applies|apply|helps?|shows?|holds?|happens?|leaves?|changed|followed|includes?)\b/u;
/** "Sie hat …", "Das ist …", "Diese sind …": the next word is no noun. Forms of address have none either. */
const GERMAN_WORD =
  /^(?:Sie|Das|Diese|Dieser|Dieses|Ihr|Ihre|Jene|Jener|Jenes) (?:ist|sind|war|waren|hat|haben|hatte|hatten|wird|werden|wurde|wurden|kann|können|konnte|konnten|darf|muss|müssen|soll|sollte|heißt|gilt|gelten|bedeutet|macht|geht|lässt|liegt|zeigt|hilft|betrifft|braucht|bleibt|gibt|steht|nennt|lief|kam|kommt|führt|sagt|spricht)\b/u;
/** "Es ist …", but not "Es gibt …", "Es kommt darauf an, …", "Es ist umstritten, dass …". */
const ES =
  /^Es\b(?! (?:gibt|gab|geht um|kommt|fehlt|lohnt|genügt|reicht|braucht|gilt|hängt)\b)(?![^.]*,? (?:dass|ob|zu) )/u;
const OPENINGS = [PRONOUN, IT, THIS, GERMAN_WORD, ES];
/** Characters of an opening that are shown. */
const SHOWN_CHARS = 50;

/** Paragraphs and passages that open with a pronoun, so that they do not stand by themselves. */
export function warnOfLooseOpenings(texts: readonly ArticleText[]): CorpusWarning[] {
  return texts.flatMap(({ file, article, blocks }) => {
    const paragraphs = blocks.filter(({ kind }) => kind === 'paragraph');
    const openings = new Map(paragraphs.map(({ text, line }) => [opening(text), line]));
    for (const passage of chunkArticle(article, { maxTokens: MAX_PASSAGE_TOKENS })) {
      const start = opening(passage.text);
      const within = blocks.find(({ text }) => plainInline(text).includes(start));
      if (!openings.has(start)) openings.set(start, within?.line ?? 1);
    }
    return [...openings]
      .filter(([start]) => OPENINGS.some((pattern) => pattern.test(start)))
      .map(([start, line]) => ({
        file,
        line,
        message: `“${start} …” opens with a pronoun; a passage has to say what it is about.`,
      }));
  });
}

function opening(text: string): string {
  return plainInline(text).slice(0, SHOWN_CHARS).trim();
}
