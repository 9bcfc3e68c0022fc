import type { Action, Command, CommandContext } from '../src/application/command.ts';
import { forCallerAlone } from '../src/application/prepare-reply.ts';
import type { Services } from '../src/application/services.ts';
import { noticeView } from '../src/application/views/plain-view.ts';
import { wordsFor } from '../src/words/words.ts';

/** `/forget [confirm]`: deletes what is stored about the caller, once that is confirmed. */
export const forget: Command<Services> = {
  definition: {
    name: { de: 'vergessen', en: 'forget' },
    description: {
      de: 'Löscht, was über dich gespeichert ist',
      en: 'Deletes what is stored about you',
    },
    options: [
      {
        kind: 'flag',
        key: 'confirm',
        name: { de: 'bestätigen', en: 'confirm' },
        description: { de: 'Sofort, ohne nachzufragen', en: 'At once, without asking again' },
      },
    ],
  },
  prepare: forCallerAlone(async (context, services) => {
    const { reply, language, caller, options, surface } = context;
    if (options.get('confirm') === true || !surface.buttons) return erase(context, services);
    const words = wordsFor(language);
    const subject = caller.id;
    await reply.finish(
      noticeView(words.askForget, [
        { verb: 'forget-yes', subject, label: words.buttons.forget, style: 'danger' },
        { verb: 'forget-no', subject, label: words.buttons.cancel, style: 'plain' },
      ]),
    );
  }),
};

/** Below the question whether: deletes. */
export const forgetConfirm: Action<Services> = { verb: 'forget-yes', prepare: inPlace(erase) };

/** Below the question whether: leaves everything. */
export const forgetCancel: Action<Services> = {
  verb: 'forget-no',
  prepare: inPlace(({ reply, language }) =>
    reply.finish(noticeView(wordsFor(language).notForgotten)),
  ),
};

/** Whoever presses decides about what is theirs, whatever the button's id says. */
async function erase(
  { reply, language, caller }: CommandContext,
  { privacy }: Services,
): Promise<void> {
  const text = wordsFor(language).forgotten(await privacy.forget(caller.id));
  await reply.finish(noticeView(text));
}

function inPlace(
  run: (context: CommandContext, services: Services) => Promise<void>,
): Action<Services>['prepare'] {
  return (_call, services) =>
    Promise.resolve({
      ok: true,
      isPrivate: true,
      inPlace: true,
      run: (context) => run(context, services),
    });
}
