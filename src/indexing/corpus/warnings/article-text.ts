import type { Article } from '../../../domain/passage.ts';
import { readBlocks, type Block } from '../../chunking/markdown-blocks.ts';
import { splitSections } from '../../chunking/markdown-sections.ts';
import { plainInline } from '../../chunking/inline-text.ts';
import { splitSentences } from '../../../text/sentences.ts';
import type { FrontMatter } from '../front-matter.ts';

/** A checked article, cut up for what compares articles with each other. */
export interface ArticleText {
  readonly file: string;
  readonly article: Article;
  readonly matter: FrontMatter;
  readonly blocks: readonly PlacedBlock[];
  readonly sentences: readonly PlacedSentence[];
}

/** A block with the line of the file it starts at, from 1. */
export interface PlacedBlock extends Block {
  readonly line: number;
}

/** A sentence of prose as plain text, with the line of the file its block starts at. */
export interface PlacedSentence {
  readonly line: number;
  readonly text: string;
}

/** Something that deserves a look and stops nothing. */
export interface CorpusWarning {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** How many characters of a block are looked for to find its line. */
const FIND_CHARS = 24;

/** Cuts an article's body into blocks and sentences that know their line. */
export function readArticleText(file: string, article: Article, matter: FrontMatter): ArticleText {
  const lines = matter.body.split('\n');
  let from = 0;
  const blocks = splitSections(matter.body, article.title).flatMap((section) =>
    readBlocks(section.lines).map((block): PlacedBlock => {
      const start = block.text.split('\n')[0]?.trim().slice(0, FIND_CHARS) ?? '';
      const at = lines.findIndex((line, index) => index >= from && line.trim().startsWith(start));
      if (at !== -1) from = at;
      return { ...block, line: matter.bodyLine + from };
    }),
  );
  const sentences = blocks
    .filter(({ kind }) => kind === 'paragraph' || kind === 'item')
    .flatMap(({ text, line }) =>
      splitSentences(plainInline(text.replace(/^\s*(?:[-*+]|\d+[.)])\s+/u, ''))).map(
        (sentence): PlacedSentence => ({ line, text: sentence.trim() }),
      ),
    );
  return { file, article, matter, blocks, sentences };
}
