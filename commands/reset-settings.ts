import type { Action } from '../src/application/command.ts';
import type { Services } from '../src/application/services.ts';
import { wordsFor } from '../src/words/words.ts';

/** Below the settings: back to the defaults, for those who manage the server. */
export const resetSettings: Action<Services> = {
  verb: 'reset-settings',
  async prepare({ language, guildId, place }, { settings }) {
    const words = wordsFor(language);
    if (guildId === null) return { ok: false, message: words.refusal['not-in-server'] };
    if (place?.isModerator !== true) {
      return { ok: false, message: words.refusal['not-moderator'] };
    }
    // The server is the one the button is pressed in, whatever the button's id says.
    await settings.reset(guildId);
    return {
      ok: true,
      isPrivate: true,
      run: ({ reply }) =>
        reply.finish({ tone: 'notice', text: words.settings.reset, citations: [], buttons: [] }),
    };
  },
};
