import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as reindexing from '../../commands/reindex.ts';
import type { Action, ReplyView } from '../../src/application/command.ts';
import { operatorCall } from '../../src/terminal/operator-call.ts';
import { AppError } from '../../src/domain/errors.ts';
import { DEFAULT_GUILD_SETTINGS } from '../../src/domain/stores.ts';
import { contextOf, runCommand } from '../fakes/calls.ts';
import type { Caller, InteractionHandle } from '../fakes/discord-server/interact.ts';
import type { StoredMessage } from '../fakes/discord-server/state.ts';
import { FakeReindexDesk, generation, plan, report } from '../fakes/fake-reindex-desk.ts';
import { startBench, type Bench } from '../discord/surface-bench.ts';

const MEMBER = '0'; // permission bits
const ROLE = '200000000000000001';
const OTHER_GUILD = '300000000000000001';
const RIGHTS = /^Only those who may manage this server.* can do that/u;

let bench: Bench;
let desk: FakeReindexDesk;
let services: object;

beforeEach(async () => {
  desk = new FakeReindexDesk();
  const settings = {
    of: async () => ({ ...DEFAULT_GUILD_SETTINGS, reindexRoles: [ROLE] }),
  };
  services = { reindex: desk, settings };
  const { reindex, ...actions } = reindexing;
  bench = await startBench([reindex], {
    actions: Object.values(actions) as unknown as Action<object>[],
    services,
  });
  await bench.surface.start();
});
afterEach(() => bench.end());

const CHANGED = plan({
  added: ['neu/eins', 'neu/zwei'],
  changed: ['das-leck'],
  removed: ['alt'],
  faults: [{ file: 'kaputt.md', line: 3, message: 'the front matter is not closed' }],
  passagesToEmbed: 9,
  passagesReused: 111,
  passagesDropped: 4,
});

async function run(call: Caller & { action?: string } = {}): Promise<InteractionHandle> {
  const { action, ...caller } = call;
  const options = action === undefined ? {} : { action };
  const handle = bench.server.interact.command({ ...caller, name: 'reindex', options });
  await bench.until(() => handle.texts[0] !== undefined && handle.texts[0] !== '');
  return handle;
}

async function previewed(call: Caller = {}): Promise<StoredMessage> {
  desk.plans = [{ space: 'shared', plan: CHANGED }];
  const handle = await run(call);
  await bench.until(() => handle.texts[0]!.includes('**'));
  return handle.messages[0]!;
}

const labelsOf = (message: StoredMessage): string[] =>
  JSON.stringify(message.components)
    .match(/"label":"[^"]+"/gu)!
    .map((label) => label.slice(9, -1));

function press(message: StoredMessage, label: string, caller: Caller = {}): InteractionHandle {
  const buttons = message.components.flatMap(
    (row) => (row as { components: { label: string; custom_id: string }[] }).components,
  );
  const found = buttons.find((button) => button.label === label);
  if (found === undefined) throw new Error(`No ${label} below ${message.content}`);
  return bench.server.interact.button({ ...caller, message, customId: found.custom_id });
}

describe('the preview', () => {
  test('says what would change, to the caller alone, with Apply and Cancel', async () => {
    desk.golden = { total: 100, touched: ['Wo war das Leck?', 'Wer war es?'] };
    desk.estimatedMs = 95_000;
    const message = await previewed();
    expect((message.flags & 64) !== 0).toBe(true);
    expect(message.content).toBe(
      [
        '**What would change**',
        '',
        '**Shared articles**: 16 articles, 120 passages',
        '- added: 2 (`neu/eins`, `neu/zwei`)',
        '- changed: 1 (`das-leck`)',
        '- removed: 1 (`alt`)',
        '- Passages: 9 to embed, 111 reused, 4 dropped',
        '- unreadable: 1',
        '  - `kaputt.md:3` the front matter is not closed',
        '',
        'Test questions: 2 of 100 touched',
        '  - “Wo war das Leck?”',
        '  - “Wer war es?”',
        '',
        'Time: about 1 min 35 s',
      ].join('\n'),
    );
    expect(labelsOf(message)).toEqual(['Apply', 'Cancel']);
    expect(desk.requests[0]).toMatchObject({
      guildId: bench.server.guildId,
      userId: bench.server.userId,
    });
  });

  test('speaks German', async () => {
    const message = await previewed({ locale: 'de' });
    expect(message.content).toContain('**Das würde sich ändern**');
    expect(message.content).toContain('- neu: 2 (`neu/eins`, `neu/zwei`)');
    expect(message.content).toContain('Dauer: noch nicht gemessen');
    expect(labelsOf(message)).toEqual(['Anwenden', 'Abbrechen']);
  });

  test('names the server’s own articles apart, and why everything is built', async () => {
    desk.plans = [
      { space: 'shared', plan: plan({ wholeBuild: 'embedder', passagesToEmbed: 120 }) },
      { space: 'server', plan: plan({ articles: 1, passages: 1, added: ['added/x'] }) },
    ];
    const handle = await run();
    await bench.until(() => handle.texts[0]!.includes('**'));
    expect(handle.texts[0]).toContain('the embedding model is another one');
    expect(handle.texts[0]).toContain('**Articles of this server**: 1 article, 1 passage');
  });

  test('stays in one message, however much there is', async () => {
    const many = Array.from({ length: 900 }, (_, at) => `ein/sehr/langer/pfad/zu-artikel-${at}`);
    const faults = many.map((file) => ({ file, line: 1, message: 'x'.repeat(500) }));
    desk.plans = (['shared', 'server'] as const).map((space) => ({
      space,
      plan: plan({ added: many, changed: many, removed: many, faults, passagesToEmbed: 9_000 }),
    }));
    desk.golden = { total: 900, touched: many.map((each) => `${each} ${'?'.repeat(300)}`) };
    const handle = await run();
    await bench.until(() => handle.texts[0]!.includes('**'));
    expect(handle.messages).toHaveLength(1);
    expect(handle.texts[0]).toContain('900');
    expect(labelsOf(handle.messages[0]!)).toEqual(['Apply', 'Cancel']);
    desk.asideGeneration = generation('g3');
    desk.previous = generation('g1');
    const again = await run();
    await bench.until(() => again.texts[0]!.includes('**'));
    expect(again.messages).toHaveLength(1);
    expect(again.texts[0]).toContain('generation `g3`');
  });

  test('shows names of files as they are, and nothing of them as markup', async () => {
    const evil = '`**@everyone** [x](https://evil.example) ```\n# big\u202e||s||';
    desk.plans = [
      {
        space: 'shared',
        plan: plan({ added: [evil], faults: [{ file: evil, line: 1, message: evil }] }),
      },
    ];
    const handle = await run();
    await bench.until(() => handle.texts[0]!.includes('**'));
    const [text = ''] = handle.texts;
    expect(text).not.toMatch(/\n# |\|\||\u202e|```/u);
    expect(text.split('\n').filter((line) => line.includes('evil'))).toHaveLength(2);
    expect(text.match(/\*\*/gu)).toHaveLength(4);
  });

  test('says when there is nothing to do, and offers the way back where there is one', async () => {
    const none = await run();
    await bench.until(() => none.texts[0]!.includes('**'));
    expect(none.texts[0]).toContain('Nothing to do');
    expect(none.messages[0]!.components).toEqual([]);
    desk.previous = generation('g1', { articles: 15, passages: 110 });
    const handle = await run();
    await bench.until(() => handle.texts[0]!.includes('**'));
    expect(handle.texts[0]).toBe(
      [
        '**Nothing to do: the index is up to date with the articles.**',
        '',
        '**Shared articles**: 16 articles, 120 passages',
        '- Answered before: generation `g1`, 15 articles, 110 passages',
      ].join('\n'),
    );
    expect(labelsOf(handle.messages[0]!)).toEqual(['Roll back']);
  });

  test('shows a generation that waits, with the choice beside Apply or without it', async () => {
    desk.asideGeneration = generation('g3', { articles: 15, passages: 99 });
    const message = await previewed();
    expect(message.content).toContain(
      '- ⚠️ Kept aside, waits for your decision: generation `g3`, 15 articles, 99 passages',
    );
    expect(labelsOf(message)).toEqual([
      'Apply',
      'Cancel',
      'Serve the one kept aside',
      'Discard the one kept aside',
    ]);
    desk.plans = [{ space: 'shared', plan: plan() }];
    const nothing = await run({ locale: 'de' });
    await bench.until(() => nothing.texts[0]!.includes('**'));
    expect(nothing.texts[0]).toContain(
      '- ⚠️ Zurückgehalten, wartet auf deine Entscheidung: Generation `g3`, 15 Artikel, 99 Passagen',
    );
    expect(labelsOf(nothing.messages[0]!)).toEqual([
      'Zurückgehaltene freigeben',
      'Zurückgehaltene verwerfen',
    ]);
    press(message, 'Serve the one kept aside');
    await bench.until(() => message.content.startsWith('Released.'));
    expect(desk.calls.at(-1)).toBe(`serve shared ${bench.server.guildId} g3`);
  });

  test('after Apply with nothing to do shows the same', async () => {
    desk.asideGeneration = generation('g3');
    desk.previous = generation('g1');
    const message = await previewed();
    press(message, 'Apply');
    await bench.until(() => message.content.includes('being renewed'));
    desk.end();
    await bench.until(() => message.content.includes('Nothing to do'));
    expect(message.content).toContain('waits for your decision: generation `g3`');
    expect(message.content).toContain('Answered before: generation `g1`');
    expect(labelsOf(message)).toEqual([
      'Serve the one kept aside',
      'Discard the one kept aside',
      'Roll back',
    ]);
  });

  test('is dropped by Cancel, in its place', async () => {
    const message = await previewed();
    press(message, 'Cancel');
    await bench.until(() => message.content.startsWith('Cancelled'));
    expect(message.components).toEqual([]);
    expect(desk.calls).toEqual(['cancel preview1']);
  });
});

describe('Apply', () => {
  test('shows a bar in the place of the preview, then the result with Roll back', async () => {
    desk.previous = generation('g1');
    const message = await previewed();
    press(message, 'Apply');
    await bench.until(() => message.content.includes('being renewed'));
    desk.progress({
      progress: { phase: 'embedding', done: 45, total: 90 },
      passagesPerSecond: 4.25,
      remainingMs: 10_600,
    });
    await bench.until(() => message.content.includes('50 %'));
    expect(message.content).toContain('`██████████░░░░░░░░░░` 50 %');
    expect(message.content).toContain(
      'Shared articles: embedding passages 45/90 · 4.3 passages/s · about 11 s left',
    );
    expect(labelsOf(message)).toEqual(['Stop']);
    desk.end({
      report: report({ added: ['a', 'b'] }),
      gate: {
        before: { answerable: 50, unanswerable: 20, recall: 0.92, abstention: 1 },
        after: { answerable: 50, unanswerable: 20, recall: 0.94, abstention: 0.95 },
        maxDrop: 0.05,
        isPassed: true,
      },
    });
    await bench.until(() => message.content.includes('**The index is ready**'));
    expect(message.content).toContain('generation `g2`, 16 articles, 120 passages');
    expect(message.content).toContain('- Articles: 2 added, 0 changed, 0 removed');
    expect(message.content).toContain('- Passages: 5 embedded, 115 reused, 3 dropped');
    expect(message.content).toContain('- Test questions, article found: 92 % → 94 %');
    expect(message.content).toContain('- Test questions, rightly refused: 100 % → 95 %');
    expect(message.content).toContain('- Took 12 s');
    expect(labelsOf(message)).toEqual(['Roll back']);
    expect(bench.server.state.messages.size).toBe(1);
  });

  test('offers no way back where there is none', async () => {
    const message = await previewed();
    press(message, 'Apply');
    await bench.until(() => message.content.includes('being renewed'));
    desk.end({ report: report({ wholeBuild: 'first' }) });
    await bench.until(() => message.content.includes('**The index is ready**'));
    expect(message.components).toEqual([]);
  });

  test('a second caller sees the one that runs, and so does a second Apply', async () => {
    const message = await previewed();
    const second = await previewed({ userId: '100000000000000009' });
    press(message, 'Apply');
    await bench.until(() => message.content.includes('being renewed'));
    desk.progress({ progress: { phase: 'loading', done: 1, total: 4 } });
    const called = await run({ userId: '100000000000000009' });
    expect(called.texts[0]).toContain('25 %');
    press(second, 'Apply', { userId: '100000000000000009' });
    await bench.until(() => second.content.includes('25 %'));
    expect(desk.calls.filter((call) => ['begin', 'join'].includes(call))).toEqual([
      'begin',
      'join',
      'join',
    ]);
    desk.end({ report: report() });
    await bench.until(() =>
      [message.content, second.content, called.texts[0]!].every((text) => text.includes('ready')),
    );
  });

  test('is refused when the preview is over, or is another server’s', async () => {
    const message = await previewed();
    const elsewhere = press(message, 'Apply', { guildId: OTHER_GUILD });
    await bench.until(() => elsewhere.texts.length > 0);
    expect(elsewhere.texts[0]).toContain('This preview is over');
    desk.cancel('preview1');
    const late = press(message, 'Apply');
    await bench.until(() => late.texts.length > 0);
    expect(late.texts[0]).toContain('This preview is over');
    expect(desk.calls).toEqual(['cancel preview1']);
    expect(message.content).toContain('What would change');
  });

  test('is stopped by whoever may, and the message says so', async () => {
    const message = await previewed();
    press(message, 'Apply');
    await bench.until(() => message.content.includes('being renewed'));
    const stopped = press(message, 'Stop', { permissions: MEMBER, roles: [ROLE] });
    await bench.until(() => stopped.texts[0] !== undefined && stopped.texts[0] !== '');
    expect(stopped.texts[0]).toContain('Stopping.');
    expect(stopped.isEphemeral).toBe(true);
    await bench.until(() => message.content.startsWith('Stopped.'));
    expect(message.components).toEqual([]);
  });

  test('tells what failed in words, without a button', async () => {
    const message = await previewed();
    press(message, 'Apply');
    await bench.until(() => message.content.includes('being renewed'));
    desk.fail(new AppError('disk-full', 'no space on /secret'));
    await bench.until(() => message.content === 'error disk-full en');
    expect(message.components).toEqual([]);
  });

  test('goes on when its message ends, and is found again', async () => {
    const message = await previewed();
    press(message, 'Apply');
    await bench.until(() => message.content.includes('being renewed'));
    await bench.until(() => message.content.includes('token ended'), {
      stepMs: 5_000,
      maxMs: 1_000_000,
    });
    expect(desk.calls).not.toContain('stop');
    expect(desk.running()).not.toBeNull();
    const again = await run();
    expect(again.texts[0]).toContain('being renewed');
    desk.end({ report: report() });
    await bench.until(() => again.texts[0]!.includes('ready'));
  });
});

describe('what the gate kept aside', () => {
  const gate = {
    before: { answerable: 50, unanswerable: 20, recall: 0.92, abstention: 1 },
    after: { answerable: 50, unanswerable: 20, recall: 0.6, abstention: 1 },
    maxDrop: 0.05,
    isPassed: false,
  };

  async function aside(): Promise<StoredMessage> {
    desk.asideGeneration = generation('g2');
    const message = await previewed();
    press(message, 'Apply');
    await bench.until(() => message.content.includes('being renewed'));
    desk.end({ report: report({ outcome: 'aside' }), gate });
    await bench.until(() => message.content.includes('Kept aside'));
    return message;
  }

  test('is shown with what fell, and can be served', async () => {
    const message = await aside();
    expect(message.content).toContain('fall by more than 5 percentage points');
    expect(message.content).toContain('article found: 92 % → 60 %');
    expect(message.content).not.toContain('is ready');
    expect(labelsOf(message)).toEqual(['Serve it anyway', 'Discard']);
    press(message, 'Serve it anyway');
    await bench.until(() => message.content.startsWith('Released.'));
    expect(desk.calls.at(-1)).toBe(`serve shared ${bench.server.guildId} g2`);
  });

  test('or discarded', async () => {
    const message = await aside();
    press(message, 'Discard');
    await bench.until(() => message.content.startsWith('Discarded.'));
    expect(message.components).toEqual([]);
    for (const action of ['serve', 'discard']) {
      const late = await run({ action });
      await bench.until(() => late.texts[0]!.includes('No generation'));
    }
  });

  test('is neither served nor discarded by a button of another one', async () => {
    const message = await aside();
    const second = await previewed();
    const third = await previewed();
    desk.asideGeneration = generation('g9');
    press(message, 'Serve it anyway');
    await bench.until(() => message.content.startsWith('This button is out of date'));
    press(second, 'Discard the one kept aside');
    await bench.until(() => second.content.startsWith('This button is out of date'));
    expect([desk.current!.id, desk.asideGeneration.id]).toEqual(['g2', 'g9']);
    desk.asideGeneration = null;
    press(third, 'Discard the one kept aside');
    await bench.until(() => third.content.startsWith('No generation is being kept aside'));
  });
});

describe('Roll back', () => {
  test('of each space says which generation answers now', async () => {
    desk.previous = generation('g1', { articles: 15 });
    desk.plans = [
      { space: 'shared', plan: CHANGED },
      { space: 'server', plan: CHANGED },
    ];
    const handle = await run();
    await bench.until(() => handle.texts[0]!.includes('**'));
    const message = handle.messages[0]!;
    press(message, 'Apply');
    await bench.until(() => message.content.includes('being renewed'));
    desk.end({ report: report() }, { space: 'server', report: report() });
    await bench.until(() => message.content.includes('is ready'));
    expect(labelsOf(message)).toEqual(['Roll back', 'Roll back this server’s articles']);
    press(message, 'Roll back this server’s articles');
    await bench.until(() => message.content.startsWith('Rolled back.'));
    expect(message.content).toContain('Generation `g1` answers now, with 15 articles');
    expect(message.content).toContain('not indexed again by themselves until something changes');
    expect(desk.calls.at(-1)).toBe(`roll back server ${bench.server.guildId} g2`);
  });

  test('pressed twice, or below an older result, goes back once', async () => {
    desk.previous = generation('g1');
    const [first, second] = [await run(), await run({ locale: 'de' })];
    await bench.until(() => [first, second].every(({ texts }) => texts[0]!.includes('**')));
    press(first.messages[0]!, 'Roll back');
    await bench.until(() => first.texts[0]!.startsWith('Rolled back.'));
    press(second.messages[0]!, 'Zurückrollen', { locale: 'de' });
    await bench.until(() => second.texts[0]!.startsWith('Dieser Knopf ist überholt'));
    expect(desk.current!.id).toBe('g1');
    const third = await run();
    await bench.until(() => third.texts[0]!.includes('**'));
    desk.current = generation('g9');
    press(third.messages[0]!, 'Roll back');
    await bench.until(() => third.texts[0]!.startsWith('This button is out of date'));
    expect(third.texts[0]).toContain('run /reindex again');
    expect(third.messages[0]!.components).toEqual([]);
    expect(desk.current.id).toBe('g9');
  });

  test('below what does not say which generation it was shown with does nothing', async () => {
    desk.previous = generation('g1');
    desk.asideGeneration = generation('g3');
    const message = await previewed();
    for (const verb of ['rollback', 'serve', 'discard']) {
      for (const subject of ['shared', 'server', 'g2', 'shared.', 'else.g2', 'shared.g2.g2']) {
        const customId = `reindex-${verb}:${subject}`;
        const pressed = bench.server.interact.button({ message, customId });
        await bench.until(() => pressed.texts.length > 0);
        expect([customId, pressed.texts[0]]).toEqual([
          customId,
          expect.stringContaining('out of date'),
        ]);
      }
    }
    expect(desk.calls).toEqual([]);
  });

  test('of the command means whatever serves', async () => {
    desk.previous = generation('g1');
    for (const id of ['g1', 'g2']) {
      const handle = await run({ action: 'rollback' });
      await bench.until(() => handle.texts[0]!.includes(`Generation \`${id}\` answers now`));
    }
    expect(desk.calls).toEqual(Array(2).fill(`roll back shared ${bench.server.guildId}`));
  });

  test('says when there is nothing to go back to', async () => {
    const handle = await run({ action: 'rollback' });
    await bench.until(() => handle.texts[0]!.includes('no earlier generation'));
  });
});

describe('rights', () => {
  test('the command is refused to a member, and open to the role named for it', async () => {
    const refused = await run({ permissions: MEMBER });
    expect(refused.texts[0]).toMatch(RIGHTS);
    expect(refused.isEphemeral).toBe(true);
    const german = await run({ permissions: MEMBER, locale: 'de' });
    expect(german.texts[0]).toMatch(/^Das darf nur, wer diesen Server verwalten kann oder/u);
    expect(desk.requests).toEqual([]);
    await previewed({ permissions: MEMBER, roles: [ROLE] });
    expect(desk.requests).toHaveLength(1);
  });

  test('every button looks at who presses, not at who ran the command', async () => {
    desk.previous = generation('g1');
    desk.asideGeneration = generation('g3');
    const message = await previewed();
    for (const verb of ['apply', 'cancel', 'stop', 'rollback', 'serve', 'discard']) {
      const customId = `reindex-${verb}:${verb === 'apply' || verb === 'cancel' ? 'preview1' : 'shared.g2'}`;
      const refused = bench.server.interact.button({ message, customId, permissions: MEMBER });
      await bench.until(() => refused.texts.length > 0);
      expect([verb, refused.texts[0]]).toEqual([verb, expect.stringMatching(RIGHTS)]);
    }
    expect(desk.calls).toEqual([]);
    press(message, 'Cancel', { permissions: MEMBER, roles: [ROLE] });
    await bench.until(() => desk.calls.length === 1);
  });

  test('a direct message is no place for it', async () => {
    const handle = await run({ guildId: null });
    expect(handle.texts[0]).toBe('That works in a server only.');
  });
});

describe('in a server that does not keep the shared articles', () => {
  beforeEach(() => {
    desk.keepers = [OTHER_GUILD];
    desk.previous = generation('g1');
    desk.asideGeneration = generation('g3');
  });

  test('the command covers its own articles, and says so when it has none', async () => {
    desk.plans = [{ space: 'shared', plan: CHANGED }];
    const none = await run();
    await bench.until(() => none.texts[0]!.includes('operator'));
    expect(none.texts[0]).toBe(
      'The shared articles are kept by the operator of this bot, and this server has none of its own yet. To take some in: /knowledge add',
    );
    expect(none.messages[0]!.components).toEqual([]);
    desk.plans = [...desk.plans, { space: 'server', plan: CHANGED }];
    const own = await run();
    await bench.until(() => own.texts[0]!.includes('**'));
    expect(own.texts[0]).toContain('Articles of this server');
    expect(own.texts[0]).not.toMatch(/Shared articles|g3/u);
    expect(labelsOf(own.messages[0]!)).toEqual(['Apply', 'Cancel']);
  });

  test.each(['rollback', 'serve', 'discard'])('%s of them is refused', async (action) => {
    const called = await run({ action });
    expect(called.texts[0]).toBe(
      'The shared articles are kept by the operator of this bot. They cannot be changed from this server.',
    );
    expect(called.isEphemeral).toBe(true);
    const message = bench.server.addMessage('x');
    const expected = action === 'rollback' ? 'g2' : 'g3';
    const customId = `reindex-${action}:shared.${expected}`;
    const pressed = bench.server.interact.button({ message, customId, locale: 'de' });
    await bench.until(() => pressed.texts.length > 0);
    expect(pressed.texts[0]).toMatch(/^Die gemeinsamen Artikel pflegt der Betreiber/u);
    expect(desk.calls).toEqual([]);
    const kept = await run({ action, guildId: OTHER_GUILD });
    await bench.until(() => desk.calls.length === 1);
    expect(kept.texts[0]).not.toContain('operator');
  });

  test('its own can be rolled back', async () => {
    desk.plans = [{ space: 'server', plan: plan() }];
    const handle = await run();
    await bench.until(() => handle.texts[0]!.includes('**'));
    expect(labelsOf(handle.messages[0]!)).toEqual(['Roll back this server’s articles']);
    press(handle.messages[0]!, 'Roll back this server’s articles');
    await bench.until(() => handle.texts[0]!.startsWith('Rolled back.'));
    expect(desk.calls).toEqual([`roll back server ${bench.server.guildId} g2`]);
  });
});

describe('without buttons', () => {
  const views: ReplyView[] = [];
  const run = (action?: string): Promise<void> => {
    const options = new Map(action === undefined ? [] : [['action', action]]);
    const context = contextOf(operatorCall('de', { options }), views);
    return runCommand(reindexing.reindex, context, services as never);
  };

  test('the preview says how to apply it, and applying runs to its end', async () => {
    desk.plans = [{ space: 'shared', plan: CHANGED }];
    await run();
    expect(views.at(-1)!.text).toMatch(/Anwenden mit: \/reindexieren aktion:anwenden$/u);
    expect(views.at(-1)!.buttons).toEqual([]);
    const applying = run('apply');
    await nextTurn(); // it follows
    desk.progress({ progress: { phase: 'embedding', done: 1, total: 2 } });
    desk.end({ report: report() });
    await applying;
    expect(views.at(-1)).toMatchObject({ buttons: [], tone: 'notice' });
    expect(views.at(-1)!.text).toContain('**Der Index ist fertig**');
    expect(desk.requests.at(-1)).toMatchObject({ guildId: null, userId: 'operator' });
  });

  test('says how to decide about a generation that waits', async () => {
    desk.asideGeneration = generation('g3');
    await run();
    const hint = 'Freigeben mit: /reindexieren aktion:freigeben, verwerfen mit: aktion:verwerfen';
    expect(views.at(-1)!.text).toContain('Generation `g3`');
    expect(views.at(-1)!.text.endsWith(hint)).toBe(true);
    const applying = run('apply');
    await nextTurn(); // it follows
    desk.end({ report: report({ outcome: 'aside', generation: generation('g3') }) });
    await applying;
    expect(views.at(-1)!.text.endsWith(hint)).toBe(true);
    expect(views.at(-1)!.buttons).toEqual([]);
    await run('serve');
    expect(views.at(-1)!.text).toContain('Freigegeben. Jetzt antwortet Generation `g3`');
  });
});
