import type { Action } from '../src/application/command.ts';
import { isModerator } from '../src/application/members/guild-rights.ts';
import type { Services } from '../src/application/services.ts';
import { noticeView } from '../src/application/views/plain-view.ts';
import { wordsFor } from '../src/words/words.ts';

/** Below the settings: back to the defaults, for those who manage the server. */
export const resetSettings: Action<Services> = {
  verb: 'reset-settings',
  async prepare({ language, guildId, caller }, { settings }) {
    const words = wordsFor(language);
    if (guildId === null) return { ok: false, message: words.refusal['not-in-server'] };
    if (!isModerator(caller)) return { ok: false, message: words.refusal['not-moderator'] };
    // The server is the one the button is pressed in, whatever the button's id says.
    await settings.reset(guildId);
    return {
      ok: true,
      isPrivate: true,
      run: ({ reply }) => reply.finish(noticeView(words.settings.reset)),
    };
  },
};
