/** No name of a person or company of the shipped corpus stands in the code: it works for any corpus. */
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { foldWord } from '../src/text/fold-word.ts';
import { isFunctionWord } from '../src/text/function-words.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Golden questions are data about the shipped corpus. */
const DATA = 'src/golden/';
const MIN_NAME_CHARS = 3;

/** Words the articles write as names and the code may say, each with its reason. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  ...because(
    'months and amounts',
    'february april june july august september november december march october january',
  ),
  ...because(
    'languages, countries, unions and laws are general',
    'german english french spanish italian usa european',
  ),
  ...because(
    'languages, countries, unions and laws are general',
    'united kingdom vereinigten dsgvo gdpr france',
  ),
  ...because('common words, capitals in names of institutions', 'union kanale'),
  ...because('common words, capitals in names of institutions', 'declaration'),
  ...because('search, text and program terms', 'fusion api eval'),
  ...because('abbreviations of the field, as dictionaries have them', 'cpu ram vram llm'),
  ...because('small words of other languages', 'son vad'),
  ...because('an element of HTML and a key of one', 'meta apple'),
  ...because('a flag of its own among the emoji', 'england'),
  ...because('clouds whose inner addresses are refused', 'azure google'),
  ...because('makers of file formats and parsers', 'microsoft mozilla'),
  ...because('licences of packages', 'apache'),
  ...because(
    'words of programs and files',
    'max json path continue pdf protocol zip gib readme gpu',
  ),
  ...because(
    'common words, capitals in names of products',
    'verified party forward moe illusion stable black opencode',
  ),
  ...because('what the product itself stands on', 'ollama github python postgresql'),
  ...because('systems it runs on', 'linux mac'),
  ...because('where weights come from, and one of those it knows', 'hub smollm'),
  ...because('families of chat templates', 'mistral vicuna alpaca qwen gemma phi deepseek'),
  ...because('owners of addresses that are not public, and a flag', 'azure google england'),
  ...because('embedders the product has profiles for', 'embeddinggemma'),
  ...because('the default debate, which is part of the shipped corpus', 'chatgpt'),
};

function because(reason: string, words: string): Record<string, string> {
  return Object.fromEntries(words.split(' ').map((word) => [word, reason]));
}

interface Article {
  readonly isGerman: boolean;
  readonly text: string;
}

function readArticles(): Article[] {
  return readdirSync(`${ROOT}knowledge`)
    .filter((name) => name.endsWith('.md'))
    .map((name) => {
      const whole = readFileSync(`${ROOT}knowledge/${name}`, 'utf8');
      const text = whole
        .replace(/^---[\s\S]*?\n---\n/u, '')
        .replace(/`[^`]*`|https?:\S+/gu, ' ')
        .replace(/([^\n|])\n(?=[\p{L}\p{N}])/gu, '$1 ');
      return { isGerman: /^language:\s*de/mu.test(whole), text };
    });
}

/** German nouns: they stand behind an article, an adjective or a number somewhere. */
function germanNounsIn(articles: readonly Article[]): ReadonlySet<string> {
  const behind =
    /(?<=(?:der|die|das|dem|den|des|ein|zum|zur|\p{Ll}{2,}(?:e|en|er|es|em)|\d) )\p{Lu}\p{Ll}+(?![\p{L}-])/gu;
  const texts = articles.filter(({ isGerman }) => isGerman).map(({ text }) => text);
  return new Set(texts.flatMap((text) => text.match(behind) ?? []).map(foldWord));
}

/**
 * Words with a capital inside a sentence and nowhere in lower case: in English each of them, in
 * German capitals in a row and inner capitals, because nouns have a capital, too.
 */
function namesIn(articles: readonly Article[]): ReadonlySet<string> {
  const common = new Set(
    articles
      .flatMap(({ text }) => text.match(/(?<![\p{L}\p{N}])\p{Ll}\p{L}*/gu) ?? [])
      .map(foldWord),
  );
  const nouns = germanNounsIn(articles);
  const names = articles.flatMap(({ isGerman, text }) => {
    const runs = text.match(/(?<=[\p{L}\p{N},;(] ?)\p{Lu}\p{L}+(?: \p{Lu}\p{L}+)*/gu) ?? [];
    return runs.flatMap((run) => {
      const words = run.split(' ').filter((word) => !isFunctionWord(foldWord(word)));
      return words.filter(
        (word) =>
          /\p{L}\p{Lu}/u.test(word) ||
          !isGerman ||
          (words.length > 1 && !nouns.has(foldWord(word))),
      );
    });
  });
  return new Set(
    names.map(foldWord).filter((word) => word.length >= MIN_NAME_CHARS && !common.has(word)),
  );
}

function readCode(): { path: string; words: readonly string[] }[] {
  return ['src', 'commands'].flatMap((folder) =>
    readdirSync(ROOT + folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => posix.join(entry.parentPath.slice(ROOT.length), entry.name))
      .filter((path) => !path.startsWith(DATA))
      .map((path) => {
        const text = readFileSync(ROOT + path, 'utf8');
        return { path, words: [...new Set(text.match(/\p{L}+/gu) ?? [])].map(foldWord) };
      }),
  );
}

describe('the code and the names of the corpus', () => {
  const names = namesIn(readArticles());

  it('are gathered from the articles', () => {
    expect([...names]).toEqual(
      expect.arrayContaining(['pineau', 'openai', 'zuckerberg', 'google']),
    );
    expect(names.size).toBeGreaterThan(50);
  });

  it('do not meet', () => {
    const found = readCode().flatMap(({ path, words }) =>
      words
        .filter((word) => names.has(word) && EXCEPTIONS[word] === undefined)
        .map((word) => `${path}: ${word}`),
    );
    expect(found).toEqual([]);
  });

  it('have no exception that is not needed', () => {
    const said = new Set(readCode().flatMap(({ words }) => words));
    const needless = Object.keys(EXCEPTIONS).filter((word) => !names.has(word) || !said.has(word));
    expect(needless).toEqual([]);
  });
});
