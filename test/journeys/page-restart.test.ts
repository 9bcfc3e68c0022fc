import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../src/observability/new-id.ts';
import { systemClock } from '../../src/observability/system-clock.ts';
import { CommandRunner } from '../../src/page/channel/command-runner.ts';
import { PageChannel, type StandingMessage } from '../../src/page/channel/page-channel.ts';
import { PageJournal } from '../../src/page/channel/page-journal.ts';
import { Tally } from '../../src/page/channel/tally.ts';
import { MAIN_CHANNEL_ID, PAGE_MEMBERS } from '../../src/page/page-members.ts';
import type { Services } from '../../src/application/services.ts';
import { replyStall, replyText } from '../fakes/ollama-server.ts';
import { LEAK_ANSWER, LEAK_QUESTION, startBench, type CriaBench } from './cria-bench.ts';

const [ALEX, ROBIN] = PAGE_MEMBERS as [(typeof PAGE_MEMBERS)[0], (typeof PAGE_MEMBERS)[0]];

let bench: CriaBench;
beforeEach(async () => {
  bench = await startBench();
  await bench.prepare();
});
afterEach(() => bench.end());

/** What a start of the process makes of the page, without its server. */
class Page {
  readonly channel = new PageChannel(systemClock, new Map());
  readonly #runner: CommandRunner<Services>;
  readonly #journal: PageJournal;

  constructor({ cria, logger }: CriaBench) {
    const { commands, actions, services } = cria;
    this.#journal = new PageJournal(services.journal, logger);
    this.#runner = new CommandRunner({
      ...{ commands, actions, services, channel: this.channel, journal: this.#journal },
      ...{ clock: systemClock, newId, logger, tally: new Tally() },
    });
  }

  async start(): Promise<this> {
    await this.#journal.restore(this.channel);
    return this;
  }

  say(text: string, member = ALEX): Promise<void> {
    return this.#runner.say(text, { member, channelId: MAIN_CHANNEL_ID, language: 'de' });
  }

  async press(verb: string, { id, view }: StandingMessage, member = ALEX): Promise<void> {
    const subject = view.buttons.find((button) => button.verb === verb)?.subject ?? '';
    const doing = { member, channelId: MAIN_CHANNEL_ID, language: 'de' } as const;
    await this.#runner.press({ verb, subject, messageId: id, entered: null }, doing);
  }

  /** Messages a member sees, oldest first. */
  seen(member = ALEX): StandingMessage[] {
    const ids = Array.from({ length: 20 }, (_, at) => `m${at + 1}`);
    return ids.flatMap((id) => this.channel.message(id, member.id) ?? []);
  }

  close(): Promise<void> {
    return this.#runner.close();
  }
}

async function interrupted(): Promise<void> {
  bench.server.onChat(() => replyStall(['Die Gewichte ']));
  const page = await new Page(bench).start();
  await page.say(LEAK_QUESTION);
  await bench.server.chatRequest();
  await page.close();
}

describe('a page that ends in the middle of an answer', () => {
  test('tells of it at its next start, with a button that asks again', async () => {
    await interrupted();
    bench.server.onChat(() => replyText(LEAK_ANSWER));
    const page = await new Page(bench).start();
    const [told, ...others] = page.seen(ROBIN);
    expect(others).toEqual([]);
    expect(told?.asked).toMatchObject({ memberId: ALEX.id, question: LEAK_QUESTION });
    expect(told?.view.heading).toContain('Durch einen Neustart unterbrochen');
    await page.press('retry', told!);
    await expect.poll(() => page.seen().at(-1)?.view.text).toContain('auf 4chan durch');
    expect(page.channel.message(told!.id, ALEX.id)?.view.buttons).toEqual([]);
    await page.close();
  });

  test('tells of it once, and not of what was finished', async () => {
    await interrupted();
    bench.server.onChat(() => replyText(LEAK_ANSWER));
    const page = await new Page(bench).start();
    await page.say('Wie viele Ableger erschienen auf Hugging Face?', ROBIN);
    await expect.poll(() => page.seen().at(-1)?.view.tone).not.toBe('working');
    await expect.poll(() => bench.cria.services.journal.leftOver()).toEqual([]);
    await page.close();
    expect((await new Page(bench).start()).seen()).toEqual([]);
  });
});
