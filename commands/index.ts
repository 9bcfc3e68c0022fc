import type { Action, Command } from '../src/application/command.ts';
import type { Services } from '../src/application/services.ts';
import { askAboutMessage, explainMessage } from './ask-about-message.ts';
import { askOn } from './ask-on.ts';
import { ask } from './ask.ts';
import { debate, voteDebateA, voteDebateB } from './debate.ts';
import { forget, forgetCancel, forgetConfirm } from './forget.ts';
import { help } from './help.ts';
import {
  knowledge,
  knowledgeAdd,
  knowledgeCancel,
  knowledgePage,
  knowledgeRemove,
} from './knowledge.ts';
import { inEnglish, inGerman } from './other-language.ts';
import { openThread } from './open-thread.ts';
import { privacy } from './privacy.ts';
import { regenerate } from './regenerate.ts';
import {
  reindex,
  reindexApply,
  reindexCancel,
  reindexDiscard,
  reindexRollback,
  reindexServe,
  reindexStop,
} from './reindex.ts';
import { resetSettings, resetSettingsCancel, resetSettingsConfirm } from './reset-settings.ts';
import { retry } from './retry.ts';
import { settings } from './settings.ts';
import { solved } from './solved.ts';
import { sources } from './sources.ts';
import { status } from './status.ts';
import { voteDown, voteUp } from './vote.ts';
import { why, whyThis } from './why.ts';

/** Everything a user can type, in the order it is listed. */
export const commands: readonly Command<Services>[] = [
  ask,
  debate,
  why,
  help,
  status,
  privacy,
  forget,
  knowledge,
  reindex,
  settings,
];

/** Everything a button or the menu of a message does. */
export const actions: readonly Action<Services>[] = [
  sources,
  askOn,
  inGerman,
  inEnglish,
  regenerate,
  openThread,
  solved,
  whyThis,
  voteUp,
  voteDown,
  voteDebateA,
  voteDebateB,
  retry,
  askAboutMessage,
  explainMessage,
  resetSettings,
  resetSettingsConfirm,
  resetSettingsCancel,
  forgetConfirm,
  forgetCancel,
  reindexApply,
  reindexCancel,
  reindexStop,
  reindexRollback,
  reindexServe,
  reindexDiscard,
  knowledgePage,
  knowledgeAdd,
  knowledgeRemove,
  knowledgeCancel,
];
