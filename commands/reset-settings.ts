import type { Action, CommandCall, CommandContext } from '../src/application/command.ts';
import { isModerator } from '../src/application/members/guild-rights.ts';
import type { Services } from '../src/application/services.ts';
import { noticeView } from '../src/application/views/plain-view.ts';
import { wordsFor } from '../src/words/words.ts';

/** Below the settings: asks whether they are to be reset. */
export const resetSettings = forModerators(
  'reset-settings',
  async ({ reply, language, guildId }) => {
    const { settings, buttons } = wordsFor(language);
    const subject = guildId ?? '';
    await reply.finish(
      noticeView(settings.askReset, [
        { verb: 'reset-settings-yes', subject, label: buttons.resetSettings, style: 'danger' },
        { verb: 'reset-settings-no', subject, label: buttons.cancel, style: 'plain' },
      ]),
    );
  },
);

/** Below that question: back to the defaults. */
export const resetSettingsConfirm = forModerators(
  'reset-settings-yes',
  async ({ reply, language, guildId }, { settings }) => {
    // The server is the one the button is pressed in, whatever the button's id says.
    if (guildId !== null) await settings.reset(guildId);
    await reply.finish(noticeView(wordsFor(language).settings.reset));
  },
);

/** Below that question: everything stays. */
export const resetSettingsCancel = forModerators('reset-settings-no', ({ reply, language }) =>
  reply.finish(noticeView(wordsFor(language).settings.kept)),
);

/** For those who manage the server the button is pressed in. */
function forModerators(
  verb: string,
  run: (context: CommandContext, services: Services) => Promise<void>,
): Action<Services> {
  return {
    verb,
    prepare(call, services) {
      const message = refusalOf(call);
      if (message !== null) return Promise.resolve({ ok: false, message });
      return Promise.resolve({
        ok: true,
        isPrivate: true,
        inPlace: true,
        run: (context) => run(context, services),
      });
    },
  };
}

function refusalOf({ language, guildId, caller }: CommandCall): string | null {
  const { refusal } = wordsFor(language);
  if (guildId === null) return refusal['not-in-server'];
  return isModerator(caller) ? null : refusal['not-moderator'];
}
