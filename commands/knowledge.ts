import {
  SUBCOMMAND,
  SUBJECT,
  type Action,
  type Command,
  type CommandCall,
  type CommandContext,
  type FlagOption,
  type Preparation,
  type SubcommandDefinition,
  type TextOption,
} from '../src/application/command.ts';
import {
  addArticle,
  askRemoval,
  removeChosen,
  takeArticle,
} from '../src/application/views/keep-articles.ts';
import {
  refusedKeeper,
  refusedReader,
  refuseKeeper,
} from '../src/application/members/knowledge-access.ts';
import type { Services } from '../src/application/services.ts';
import { suggestToKeepers, suggestToReaders } from '../src/application/members/suggest-to.ts';
import { searchInTime } from '../src/application/turns/typing-search.ts';
import {
  articleView,
  KNOWLEDGE_VERBS,
  listView,
  searchView,
  sourcesView,
} from '../src/application/views/show-knowledge.ts';
import { noticeView, waitingView } from '../src/application/views/plain-view.ts';
import { MAX_SHELF_TITLE_CHARS } from '../src/domain/documents.ts';
import { knowledgeWordsFor } from '../src/words/knowledge-words.ts';
import { wordsFor } from '../src/words/words.ts';

/** Passages of one search, and the most that can be asked for. */
const DEFAULT_PASSAGES = 5;
const MAX_PASSAGES = 10;
const MAX_QUERY_CHARS = 1_000;
const MAX_ADDRESS_CHARS = 2_000;
const MAX_PAGES = 10_000;

const articleOption = (
  mayPick: typeof suggestToReaders,
  which: { readonly onlyOwn?: true } = {},
): TextOption<Services> => ({
  kind: 'text',
  key: 'article',
  name: { de: 'artikel', en: 'article' },
  description: { de: 'Titel des Artikels', en: 'Title of the article' },
  required: true,
  maxChars: MAX_QUERY_CHARS,
  suggest: mayPick(async ({ text, call, limit, maxChars, signal }, { articles, clock }) => {
    const options = { limit, ...which };
    const search = () => articles.suggest(call.guildId, text, options);
    const found = await searchInTime(search, clock, signal);
    // An id too long for a choice is replaced by the title, which is understood as well.
    const valueOf = (id: string, title: string): string => (id.length <= maxChars ? id : title);
    return found.map(({ id, title }) => ({ label: title, value: valueOf(id, title) }));
  }),
});

const confirmOption: FlagOption = {
  kind: 'flag',
  key: 'confirm',
  name: { de: 'bestätigen', en: 'confirm' },
  description: { de: 'Sofort, ohne nachzufragen', en: 'At once, without asking again' },
};

const SUBCOMMANDS: readonly SubcommandDefinition<Services>[] = [
  {
    name: { de: 'liste', en: 'list' },
    description: { de: 'Alle Artikel, aus denen ich antworte', en: 'All articles I answer from' },
    options: [
      {
        kind: 'number',
        key: 'page',
        name: { de: 'seite', en: 'page' },
        description: { de: 'Welche Seite der Liste', en: 'Which page of the list' },
        min: 1,
        max: MAX_PAGES,
      },
    ],
  },
  {
    name: { de: 'zeigen', en: 'show' },
    description: {
      de: 'Ein Artikel: Herkunft, Abschnitte und Anfang',
      en: 'One article: its source, sections and beginning',
    },
    options: [articleOption(suggestToReaders)],
  },
  {
    name: { de: 'suchen', en: 'search' },
    description: {
      de: 'Passagen mit ihren Werten, ohne Antwort des Modells',
      en: 'Passages with their scores, without an answer of the model',
    },
    options: [
      {
        kind: 'text',
        ...{ key: 'query', required: true, maxChars: MAX_QUERY_CHARS },
        name: { de: 'anfrage', en: 'query' },
        description: { de: 'Wonach gesucht wird', en: 'What to search for' },
      },
      {
        kind: 'number',
        name: { de: 'anzahl', en: 'limit' },
        description: { de: 'Wie viele Passagen', en: 'How many passages' },
        ...{ key: 'limit', min: 1, max: MAX_PASSAGES },
      },
    ],
  },
  {
    name: { de: 'hinzufügen', en: 'add' },
    description: {
      de: 'Einen Artikel aufnehmen, aus einer Datei oder von einer Adresse',
      en: 'Take in an article, from a file or an address',
    },
    options: [
      {
        kind: 'file',
        key: 'file',
        name: { de: 'datei', en: 'file' },
        description: {
          de: 'Markdown, Text, HTML, PDF, DOCX, EPUB oder SRT',
          en: 'Markdown, text, HTML, PDF, DOCX, EPUB or SRT',
        },
      },
      {
        kind: 'text',
        ...{ key: 'address', required: false, maxChars: MAX_ADDRESS_CHARS },
        name: { de: 'adresse', en: 'address' },
        description: { de: 'Adresse einer Webseite', en: 'Address of a web page' },
      },
      {
        kind: 'text',
        ...{ key: 'title', required: false, maxChars: MAX_SHELF_TITLE_CHARS },
        name: { de: 'titel', en: 'title' },
        description: { de: 'Wie der Artikel heißen soll', en: 'What the article is to be called' },
      },
      confirmOption,
    ],
  },
  {
    name: { de: 'entfernen', en: 'remove' },
    description: {
      de: 'Einen hinzugefügten Artikel entfernen',
      en: 'Remove an article that was added',
    },
    options: [articleOption(suggestToKeepers, { onlyOwn: true }), confirmOption],
  },
  {
    name: { de: 'quellen', en: 'sources' },
    description: { de: 'Woher die Artikel kommen', en: 'Where the articles come from' },
    options: [],
  },
];

/** `/knowledge list|show|search|add|remove|sources`: what the bot knows, and changing it. */
export const knowledge: Command<Services> = {
  definition: {
    name: { de: 'wissen', en: 'knowledge' },
    description: {
      de: 'Die Artikel ansehen, durchsuchen, ergänzen und entfernen',
      en: 'Look at the articles, search them, add and remove some',
    },
    options: [],
    subcommands: SUBCOMMANDS,
  },
  prepare: (call, services) => prepared(call, services, planOf(call)),
};

/** Turns to another page of the list. */
export const knowledgePage: Action<Services> = {
  verb: KNOWLEDGE_VERBS.page,
  prepare: (call, services) =>
    prepared(call, services, { changes: false, inPlace: true, run: list }),
};
/** Below what was extracted: takes it. */
export const knowledgeAdd: Action<Services> = {
  verb: KNOWLEDGE_VERBS.add,
  async prepare(call, services) {
    const words = knowledgeWordsFor(call.language);
    const isThere = services.articles.proposal(subjectOf(call), call.guildId) !== null;
    const message = isThere ? undefined : words.proposalGone;
    return prepared(call, services, { changes: true, inPlace: true, run: accept, message });
  },
};
/** Below an article that is about to go: removes it. */
export const knowledgeRemove: Action<Services> = {
  verb: KNOWLEDGE_VERBS.remove,
  prepare: (call, services) =>
    prepared(call, services, {
      changes: true,
      inPlace: true,
      run: (context, { articles }) =>
        removeChosen(context, articles, knowledgeWordsFor(context.language)),
    }),
};
/** Below either: leaves everything as it is. */
export const knowledgeCancel: Action<Services> = {
  verb: KNOWLEDGE_VERBS.cancel,
  prepare: (call, services) =>
    prepared(call, services, {
      changes: true,
      inPlace: true,
      async run({ reply, language, guildId }, { articles }) {
        articles.discard(subjectOf(call), guildId);
        await reply.finish(noticeView(knowledgeWordsFor(language).cancelled));
      },
    }),
};

interface Plan {
  /** Whether it changes what is known, which not everybody may. */
  readonly changes: boolean;
  readonly run: (context: CommandContext, services: Services) => Promise<void>;
  readonly inPlace?: boolean;
  /**
   * Whether who does it has to wait as one who asks: because it asks the embedder, moderators apart;
   * because it reads documents, whoever it is.
   */
  readonly pace?: 'members' | 'everybody';
  /** Refusal of somebody who might. */
  readonly message?: string | undefined;
}

function planOf(call: CommandCall): Plan {
  switch (text(call, SUBCOMMAND)) {
    case 'show':
      return { changes: false, run: show };
    case 'search':
      return { changes: false, run: search, pace: 'members' };
    case 'sources':
      return { changes: false, run: sources };
    case 'add': {
      const isOne = call.files.has('file') === (text(call, 'address') === '');
      const message = isOne ? undefined : knowledgeWordsFor(call.language).oneOf;
      return { changes: true, run: add, pace: 'everybody', message };
    }
    case 'remove':
      return { changes: true, run: remove };
    default:
      return { changes: false, run: list };
  }
}

/** Rights come first, of whoever calls or presses: nobody else learns anything. */
async function prepared(
  call: CommandCall,
  services: Services,
  { changes, run, inPlace = false, pace, message }: Plan,
): Promise<Preparation> {
  const refuse = changes ? refusedKeeper : refusedReader;
  const refused = await refuse(call, services.settings, wordsFor(call.language).refusal);
  if (refused !== null) return refused;
  if (message !== undefined) return { ok: false, message };
  const pause = pace === undefined ? null : await pauseOf(call, services, pace);
  if (pause !== null) return { ok: false, message: pause };
  const prepare = { ok: true, isPrivate: true, inPlace } as const;
  return { ...prepare, run: (context) => run(context, services) };
}

/** The sentence for who is too fast; null: go on. */
async function pauseOf(
  { caller, language }: CommandCall,
  { coolDown }: Services,
  pace: NonNullable<Plan['pace']>,
): Promise<string | null> {
  if (caller.kind === 'operator') return null;
  const isModerator = pace === 'members' && caller.isModerator;
  const pause = await coolDown({ userId: caller.id, isModerator });
  return pause.ok ? null : wordsFor(language).refusal[pause.reason](pause.retryInSeconds);
}

async function list(context: CommandContext, { articles }: Services): Promise<void> {
  const known = await articles.list(context.guildId);
  const page = context.options.get('page') ?? context.options.get(SUBJECT);
  const wanted = Number(page ?? 1);
  const words = knowledgeWordsFor(context.language);
  await context.reply.finish(listView(known, Number.isInteger(wanted) ? wanted : 1, words));
}

async function show(context: CommandContext, { articles, settings }: Services): Promise<void> {
  const words = knowledgeWordsFor(context.language);
  const found = await articles.show(context.guildId, text(context, 'article'));
  if (found === null) return context.reply.finish(noticeView(words.notFound));
  const isKeeper = (await refuseKeeper(context, settings)) === null;
  await context.reply.finish(articleView(found.article, found.passages, { words, isKeeper }));
}

async function search(context: CommandContext, { articles }: Services): Promise<void> {
  const { guildId, options, reply, signal, language } = context;
  const words = knowledgeWordsFor(language);
  reply.update(waitingView(words.searching));
  const limit = options.get('limit');
  const query = text(context, 'query');
  const ranked = await articles.search(guildId, query, {
    limit: typeof limit === 'number' ? limit : DEFAULT_PASSAGES,
    signal,
  });
  await reply.finish(searchView(query, ranked, words));
}

async function sources(context: CommandContext, { articles }: Services): Promise<void> {
  const known = await articles.list(context.guildId);
  await context.reply.finish(sourcesView(known, knowledgeWordsFor(context.language)));
}

function add(context: CommandContext, { articles }: Services): Promise<void> {
  return addArticle(context, articles, knowledgeWordsFor(context.language));
}

function accept(context: CommandContext, { articles }: Services): Promise<void> {
  const words = knowledgeWordsFor(context.language);
  return takeArticle(context, articles, { words, proposalId: subjectOf(context) });
}

function remove(context: CommandContext, { articles }: Services): Promise<void> {
  return askRemoval(context, articles, knowledgeWordsFor(context.language));
}

function subjectOf({ options }: CommandCall): string {
  return String(options.get(SUBJECT) ?? '');
}

function text({ options }: CommandCall, key: string): string {
  const value = options.get(key);
  return typeof value === 'string' ? value.trim() : '';
}
