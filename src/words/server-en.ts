import { createCounted } from './counted.ts';
import type { ServerWords } from './server-words.ts';

const counted = createCounted('en');
const ids = (list: readonly string[], sign: '#' | '@&'): string =>
  list.map((id) => `<${sign}${id}>`).join(', ');
const limit = (questions: number | null): string =>
  questions === null ? 'unlimited' : `${questions} a day`;

export const serverEn: ServerWords = {
  refusal: {
    'channel-denied': (channels) =>
      `I do not answer questions in this channel. Ask ${channels.length === 0 ? 'in another one' : `here: ${channels.join(', ')}`}.`,
    'role-missing': (roles) =>
      `For questions you need ${roles.length === 1 ? 'the role' : 'one of these roles:'} ${roles.join(', ')} here. Ask the moderators for it.`,
    'cool-down': (seconds) =>
      `That was quick. I take your next question in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
    'daily-limit-user': (questions, hours) =>
      `You have asked your ${questions === 1 ? 'one question' : `${questions} questions`} for today. It goes on in about ${hours} h.`,
    'daily-limit-guild': (questions, hours) =>
      `${questions === 1 ? 'The one question of this server for today is' : `The ${questions} questions of this server for today are`} used up. It goes on in about ${hours} h.`,
    'queue-full': 'Too many questions are waiting at the moment. Try again in a few minutes.',
    'guild-queue-full':
      'Too many questions of this server are waiting at the moment. Try again in a few minutes.',
    'user-queue-full':
      'Some of your questions are still waiting. Ask again when they are answered.',
    'not-moderator': 'Only those who may manage this server can do that.',
    'not-knowledge-keeper': (roles) =>
      `Only those who may manage this server${roles.length === 0 ? '' : `, or have ${roles.length === 1 ? 'the role' : 'one of these roles:'} ${roles.join(', ')},`} can do that.`,
    'not-in-server': 'That works in a server only.',
    'not-yours': 'Only the person who asked, or who manages this server, can stop this answer.',
    'not-running': 'This answer is over already.',
    'not-asker': 'Only the person who asked can mark this as solved.',
    'answer-gone': 'This answer is no longer stored. Please ask again.',
    'no-question': 'What would you like to know? Write your question behind my name, or use /ask.',
    'private-here': 'Answers are for the asker only here: use /ask.',
  },
  buttons: {
    stop: 'Stop',
    sources: 'Sources',
    regenerate: 'Answer again',
    otherLanguage: { de: 'In German', en: 'In English' },
    up: '👍',
    down: '👎',
    askOn: 'Follow up',
    more: 'More …',
    openThread: 'Discuss in a thread',
    solved: 'Mark as solved',
    why: 'Why?',
    retry: 'Try again',
    resetSettings: 'Reset everything',
    forget: 'Yes, delete it',
    cancel: 'Cancel',
  },
  thread: {
    opened: (channel) => `It goes on here: ${channel}`,
    refused:
      'I cannot open a thread here. In this channel I need the permission “Create Public Threads” for that.',
  },
  forms: {
    askOnTitle: 'Follow up',
    askOnLabel: 'Your next question',
    askAboutTitle: 'Ask about this message',
    askAboutLabel: 'Your question',
    downTitle: 'What was wrong?',
    downLabel: 'The reason (optional)',
  },
  explain: (message) => `What is this about: ${message}`,
  noSources: 'There are no sources for this answer.',
  feedback: {
    up: 'Thank you, noted: helpful.',
    down: 'Thank you, noted: not helpful.',
    solved: 'Solved: whoever asked says that the answer above was the right one. Noted as helpful.',
    reason: 'Thank you, your reason is noted.',
  },
  settings: {
    title: 'Settings of this server',
    lines: (s) => [
      `Channels allowed: ${s.allowedChannels.length === 0 ? 'all' : ids(s.allowedChannels, '#')}`,
      `Channels denied: ${s.deniedChannels.length === 0 ? 'none' : ids(s.deniedChannels, '#')}`,
      `Roles that may ask: ${s.askRoles.length === 0 ? 'everybody' : ids(s.askRoles, '@&')}`,
      `Roles that may reindex: ${s.reindexRoles.length === 0 ? 'moderators only' : ids(s.reindexRoles, '@&')}`,
      `Language of answers: ${s.language === null ? 'as the question' : s.language === 'de' ? 'German' : 'English'}`,
      `Answers are seen by: ${s.visibility === 'public' ? 'everybody' : 'the asker only'}`,
      `Questions of one person: ${limit(s.dailyLimitPerUser)}`,
      `Questions of the server: ${limit(s.dailyLimitPerGuild)}`,
    ],
    changed: 'Changed.',
    askReset:
      'Reset all settings of this server? Channels, roles, language, visibility and limits will be as they were at the beginning.',
    kept: 'The settings stay as they are.',
    reset: 'Everything is as it was at the beginning.',
    problem: (field) => `Nothing was changed: the value for ${field} is not possible.`,
  },
  privacy: {
    title: 'What I store',
    intro: 'Everything is on the machine I run on, and in no other place:',
    forget: 'With /forget I delete at once what is stored about you.',
    kinds: {
      answers: 'Questions, answers and their sources, with who asked and where',
      feedback: 'Thumbs and the reasons given with them',
      conversations: 'The last turns of a conversation, so that I understand follow-up questions',
      'pending-replies': 'Questions that are being answered right now',
      'poll-votes': 'Votes in polls',
      'channel-polls':
        'Polls of Discord: in which channel, how they ended; who voted for what only Discord knows',
      'daily-counts': 'How many questions were asked today, under a key that changes every day',
      'guild-settings': 'Settings of a server',
      'added-articles':
        'Articles that moderators added, with who and when; /forget takes the name off and leaves the article',
      'left-servers': 'Servers I was removed from, with all that belongs to them',
    },
    kept: (how) => {
      if (typeof how === 'number') return `${how} ${how === 1 ? 'day' : 'days'}`;
      if (how === 'day') return 'until the end of the day';
      return how === 'until-answered' ? 'until answered' : 'until changed';
    },
    notForgettable: 'says nothing about a person',
  },
  askForget:
    'Shall I delete everything that is stored about you? Your questions and answers, opinions and conversations will be gone, and the buttons below your answers will not work any more. This cannot be undone.',
  notForgotten: 'Nothing was deleted.',
  forgotten: ({ answers, feedback, turns }) =>
    `Deleted: ${counted(answers, ['answer', 'answers'])}, ${counted(feedback, ['opinion', 'opinions'])}, ${counted(turns, ['turn of a conversation', 'turns of conversations'])}. Messages in Discord are yours to delete.`,
  suggestion: {
    aboutArticle: (title) => `What does “${title}” say?`,
    aboutSection: (title, section) => `${title}: what about “${section}”?`,
  },
};
