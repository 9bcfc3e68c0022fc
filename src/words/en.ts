import { createCounted } from './counted.ts';
import { shownDay } from '../domain/passage.ts';
import { serverEn } from './server-en.ts';
import type { Words } from './dictionary.ts';
import { troubleWords } from './trouble-words.ts';

const counted = createCounted('en');

const PASSAGES_FOLLOW = 'Here are the passages that fit best.';

/** 1st, 2nd, 3rd, 11th. */
function ordinal(position: number): string {
  const ten = position % 100;
  const isTeen = ten > 10 && ten < 14;
  const ending = isTeen ? undefined : { 1: 'st', 2: 'nd', 3: 'rd' }[position % 10];
  return `${position}${ending ?? 'th'}`;
}

export const en: Words = {
  ...serverEn,
  reason: {
    'no-evidence': 'The articles I know say nothing about this, so I would rather not guess.',
    'model-declined': 'The language model found no direct answer to this question in the passages.',
    'question-empty': 'The question is empty. Write what you would like to know.',
    'question-too-short': 'That is too short to search for. Write the question in a few words.',
    'question-too-long':
      'The question is too long: I read up to 4,000 characters. Shorten it to the point you want to know.',
    'question-without-words':
      'I cannot find any words in the question. Write what you would like to know.',
    'corpus-empty': 'There are no articles to answer from yet.',
    'model-unreachable': `The language model is not reachable at the moment. ${PASSAGES_FOLLOW}`,
    'chat-model-missing': `The language model is not installed yet. ${PASSAGES_FOLLOW}`,
    'embedder-missing': `The search model is not installed yet, so I searched by keyword only. ${PASSAGES_FOLLOW}`,
    'model-resting': `The language model keeps failing and gets a short rest. ${PASSAGES_FOLLOW}`,
    'model-failed': `The language model failed while answering. ${PASSAGES_FOLLOW}`,
    'model-slow': `The language model took longer than this bot may wait. ${PASSAGES_FOLLOW}`,
    'nothing-verified': `What the language model wrote about it could not be proved. ${PASSAGES_FOLLOW}`,
    'model-only-thought': `The language model only thought, until there was no room left for an answer. ${PASSAGES_FOLLOW}`,
    'article-unknown': 'I have no article of that name.',
    'answer-unsure':
      'Not sure that this is what was asked; it stands so in the articles and comes nearest.',
    'answer-untranslated':
      'It stands so in the articles, in their language: no translation of it could be relied on.',
    'answer-cut': 'There was no room for more; the answer ends here.',
    stopped: 'Stopped on request; this is what had been written.',
  },
  notes: {
    thirdLanguage: 'I only answer in German and English; here is the answer in English.',
    summary: ({ title, published, isWritten, isWhole }) => {
      const day = shownDay(published, 'en');
      const article = `“${title}”${day === null ? '' : ` (${day})`}`;
      if (!isWritten)
        return `Without a language model: the first sentence of each section of ${article}.`;
      return `Summary of ${article}.${isWhole ? '' : ' It is long: the beginnings of its sections were read.'}`;
    },
    listed: ({ articles, more }) =>
      `Gathered from ${articles === 1 ? 'one article' : `${articles} articles`}, perhaps not all there is.${more === 0 ? '' : ` ${more} more fit; ask for a narrower list.`}`,
    differ: (older, newer) =>
      `Older and newer articles differ: “${newer.title}” (${shownDay(newer.published, 'en')}) says otherwise than “${older.title}” (${shownDay(older.published, 'en')}).`,
    alsoIn: (titles) => `The same is in: ${titles.join(', ')}`,
    wordsOnly: (titles) =>
      `At the moment I can only search for words, not for meaning, and none of your English words led far enough. I hardly find what German articles say that way: ask with German words, or try again when the search model is there.${titles.length === 0 ? '' : ` The nearest: ${titles.map((t) => `“${t}”`).join(', ')}.`}`,
  },
  nearest: (titles) =>
    titles.length === 0 ? '' : `The nearest articles: ${titles.map((t) => `“${t}”`).join(', ')}.`,
  error: {
    'config-invalid': () =>
      'The configuration is not valid. The operator finds the details in the log.',
    'corpus-unreadable': () =>
      'The article folder cannot be read. The operator finds the details in the log.',
    'corpus-invalid': () =>
      'There is no readable article. The operator finds the details in the log.',
    'index-missing': () => 'The articles are not indexed yet. Try again in a minute.',
    'index-corrupt': () => 'The index is damaged. A moderator can rebuild it with a reindex.',
    'index-mismatch': () =>
      'The index does not fit this version. A moderator can rebuild it with a reindex.',
    'index-busy': () => 'Articles are being indexed already. Try again when that is done.',
    'document-unsupported': () =>
      'I cannot read this format. Markdown, text, HTML, PDF, DOCX, EPUB and SRT work.',
    'document-unreadable': () =>
      'I found no readable text in it. Check the file, or add the text as Markdown.',
    'document-too-large': ({ limit, waiting }) => {
      if (limit === 'queue')
        return 'Many documents are being read right now. Try again in a minute.';
      if (limit === 'server-queue') {
        return `This server has ${String(waiting)} documents that are being read or wait, as many as it may. Try again in a minute.`;
      }
      if (limit === 'ended') {
        return 'The system broke off reading it, often because memory is short. Try again; if it stays so, split the document.';
      }
      return 'This is too large or takes too much to read. Split it, or take the important part only.';
    },
    'address-refused': () =>
      'I may not fetch this address. Public http and https pages that allow programs work.',
    'address-failed': () => 'The page could not be loaded. Check the address, or try again later.',
    'article-limit': () =>
      'This server has enough articles. Remove one first that is no longer needed.',
    'disk-full': () => 'The disk is full. The previous index keeps answering.',
    'storage-failed': () =>
      'Something could not be stored. Try again; if it stays so, tell the operator.',
    'model-unreachable': () => 'The language model is not reachable. Try again in a minute.',
    'model-missing': (d) =>
      `The model ${d['model'] ?? ''} is not installed. The operator can run: ollama pull ${d['model'] ?? ''}`,
    'model-failed': () => 'The language model failed. Try again.',
    'model-timeout': () =>
      'The language model took too long. Try again, perhaps with a shorter question.',
    'model-overloaded': () => 'The language model has too much to do. Try again in a minute.',
    'model-resting': (d) =>
      `The language model keeps failing and rests for ${d['retryInSeconds'] ?? 'a few'} seconds. Try again after that.`,
    'discord-token-invalid': () =>
      'Discord refused the bot’s token. The operator must set a new one.',
    'discord-failed': () => 'Discord did not accept that. Try again.',
    usage: (d) => `That does not work like this: ${d['problem'] ?? 'see help'}.`,
    cancelled: () => 'Stopped.',
    internal: () =>
      'Something went wrong on my side. Try again; the operator finds the details in the log.',
  },
  progress: {
    searching: 'Searching the articles …',
    queued: (position) => `In the queue: ${ordinal(position)}`,
    found: (passages, articles) =>
      `Found ${passages} ${passages === 1 ? 'passage' : 'passages'} in ${articles} ${articles === 1 ? 'article' : 'articles'}; reading them …`,
    part: (part, parts) => `Reading part ${part} of ${parts} and summarising it …`,
    writing: 'Writing …',
  },
  stoppedEarly: 'Stopped on request, before anything was written.',
  understoodAs: (question) => `Understood as: “${question}”`,
  sources: 'Sources',
  status: {
    title: 'Status',
    model: (state, chatModel) => {
      switch (state.status) {
        case 'ready':
          return `Model: ${chatModel}, ready${afterCall(troubleWords('en', state.trouble))}`;
        case 'unreachable':
          return `Model: not reachable; I answer with passages.${troubleWords('en', state.trouble)}`;
        case 'chat-model-missing':
          return `Model: ${state.model} is not installed (ollama pull ${state.model}); I answer with passages`;
        case 'embedder-missing':
          return `Model: ${state.model} is not installed (ollama pull ${state.model}); I search by keyword`;
        case 'resting':
          return `Model: ${chatModel} keeps failing; next try in ${Math.ceil(state.retryInMs / 1000)} s.${troubleWords('en', state.trouble)}`;
      }
    },
    runtime: (name, isStandIn) =>
      name === 'ollama'
        ? 'Runs on: Ollama'
        : `Runs on: a process of my own${isStandIn ? ', because no Ollama answers' : ' (MODEL_RUNTIME)'}`,
    server: (place, { state, running, tokensPerSecond }) => {
      const what = {
        ready: 'ready',
        unreachable: 'not reachable',
        'chat-model-missing': 'lacks the chat model',
        'embedder-missing': 'lacks the embedding model',
        resting: 'keeps failing',
        differs:
          'has other weights than the others and is given no work (pull the same model there)',
      }[state.status];
      return `Server ${place}: ${what}; ${running} being answered${tokensPerSecond === null ? '' : `, ${tokensPerSecond.toFixed(1)} tokens/s`}`;
    },
    index: (articles, passages, id, vectors) =>
      `Index: ${counted(articles, ['article', 'articles'])}, ${counted(passages, ['passage', 'passages'])}, ${vectors ? 'meaning and keywords' : 'keywords only'} (${id})`,
    noIndex: 'Index: none yet',
    indexWaits: 'A new index waits for a decision: /reindex',
    reading: (tokensPerSecond, promptTokens) =>
      `Reading: ${tokensPerSecond === null ? 'not measured yet' : `${tokensPerSecond.toFixed(0)} tokens/s measured`}; about ${promptTokens} tokens go into a question`,
    queue: (waiting, running, tokensPerSecond) =>
      `Queue: ${waiting} waiting, ${running} being answered${tokensPerSecond === null ? '' : `, ${tokensPerSecond.toFixed(1)} tokens/s`}`,
    invitation: (address) => `Invite me: <${address}>`,
    uptime: (minutes) => `Running for ${minutes} min`,
    findingsTitle: 'Worth a look',
    finding: {
      disk: 'There is hardly any room left where I keep my data; a new index may not fit.',
      memory: 'My machine is short of free memory; answers may get slow, or fail.',
      window: 'Beside the answer the language model can read little (`CHAT_CONTEXT_TOKENS`).',
      index:
        'The index has no vectors that fit the embedding model: I search by words alone until it is built anew.',
    },
    channelsLack: (channels, more) =>
      `I lack permissions in ${channels.join(', ')}${more === 0 ? '' : ` and ${more} more`}: Edit Channel › Permissions, and give my role viewing, sending, threads, history and polls.`,
    findingsMore: 'Whoever runs me sees more with `npm run doctor`.',
    building: (done, total) => `Indexing: ${done} of ${total} passages`,
  },
  help: {
    intro:
      'I answer questions about open-source AI from a collection of articles, with sources. What the articles do not say, I do not answer.',
    commandsTitle: 'Commands',
    waysTitle: 'Other ways to ask',
    ways: (menus) => [
      'Mention me in a channel with your question behind it; or reply to one of my answers with a mention.',
      'Write me a direct message.',
      `In the menu of a message, under “Apps”: ${menus.map((menu) => `“${menu}”`).join(' and ')}.`,
      'Below every answer: look at the sources, follow up, vote; in the menu “More …” once more, in the other language, in a thread.',
      'Ask for a list (“list all licences”) or for an article in short (“summarise the article …”).',
    ],
    examplesTitle: 'For example',
    examples: [
      'What may Llama 2 be used for commercially?',
      'How did the Llama weights leak?',
      'Wie viel Speicher braucht ein 13B-Modell?',
    ],
  },
  terminal: {
    banner: 'Cria: questions about open-source AI, answered with sources.',
    hint: 'Type a question, or /help. Ctrl+C stops an answer, Ctrl+D ends.',
    unknownCommand: (name) => `There is no command /${name}. /help lists them.`,
    missingOption: (name) => `Something is missing: ${name}.`,
    whichSubcommand: (command, given, known) =>
      `${given === '' ? `/${command} wants to know more` : `/${command} has no “${given}”`}: ${known.map((name) => `/${command} ${name}`).join(', ')}.`,
    noFile: (path) => `There is no file ${path} that I can read.`,
    bye: 'Goodbye.',
  },
  presence: {
    models: 'Getting ready; ask away already',
    indexing: (done, total) =>
      `Reading the articles${total > 0 ? `: ${Math.floor((done / total) * 100)} %` : ''}`,
  },
  discord: {
    working: 'Working on it …',
    stopped: 'Stopped.',
    shuttingDown: 'The bot is shutting down. Please ask again in a minute.',
    unknownAction: 'This button belongs to an older version of me. Please ask again.',
    interrupted: 'Interrupted by a restart. Please ask again.',
    expiredPrivate: 'Discord allows private replies for 15 minutes only; the answer ends here.',
    greeting:
      'Hello! I answer questions from a collection of articles, with sources. Ask me with /ask, or mention me; /help shows what I can do, and with /settings the moderators decide where and who may ask.',
    notAccepted: 'Discord took my answer in no form. Please ask again, perhaps in other words.',
    alreadyAnswering: 'I am answering that message already.',
    howToFollowUp:
      'Discord does not show me the text of your reply. To go on: press “Follow up” below my answer, mention me, or use /ask.',
    unknownCommand:
      'I do not know this command any more. Discord may need a minute to update its list.',
  },
};

/** What is told of the last call when the model is ready again; `trouble` is empty when it went well. */
function afterCall(trouble: string): string {
  return trouble === '' ? '' : `; its last call failed.${trouble}`;
}
