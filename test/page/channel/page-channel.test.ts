import { describe, expect, test } from 'vitest';
import type { Prepared, ReplyView } from '../../../src/application/command.ts';
import type { MessageJson } from '../../../src/page/channel/message-json.ts';
import { PageChannel } from '../../../src/page/channel/page-channel.ts';
import { ReplySlot } from '../../../src/page/channel/reply-slot.ts';
import { MAX_MESSAGES } from '../../../src/page/page-limits.ts';
import { MAIN_CHANNEL_ID, PAGE_MEMBERS } from '../../../src/page/page-members.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

const [alex, robin] = PAGE_MEMBERS as [(typeof PAGE_MEMBERS)[0], (typeof PAGE_MEMBERS)[0]];

function view(text: string, more: Partial<ReplyView> = {}): ReplyView {
  return { tone: 'answer', text, citations: [], buttons: [], ...more };
}

const SOURCES = {
  verb: 'sources',
  subject: 'answer1',
  label: 'Sources',
  style: 'primary',
} as const;

class Channel {
  readonly channel = new PageChannel(new ManualClock(), new Map());

  slot(prepared: Partial<Prepared> = {}, standingId: string | null = null): ReplySlot {
    return new ReplySlot(this.channel, {
      doing: { member: alex, channelId: MAIN_CHANNEL_ID, language: 'en' },
      prepared: { ok: true, isPrivate: false, run: () => Promise.resolve(), ...prepared },
      ...{ command: '/ask', isSaid: false },
      standing: standingId === null ? null : this.channel.message(standingId, alex.id),
    });
  }

  seen(by = alex): MessageJson[] {
    const { items } = this.channel.live.news(by.id, null);
    return items.filter(({ kind }) => kind === 'message').map(({ drawn }) => drawn as MessageJson);
  }

  texts(by = alex): string[] {
    return this.seen(by).map(({ body }) =>
      JSON.stringify(body).replace(/.*"v":"([^"]*)".*/u, '$1'),
    );
  }
}

describe('a reply in the channel', () => {
  test('grows in one message, below who asked what', () => {
    const room = new Channel();
    const slot = room.slot({ question: 'What?' });
    slot.show(view('one', { tone: 'working' }));
    slot.show(view('two', { buttons: [SOURCES] }));
    expect(room.seen()).toMatchObject([
      { asked: { memberId: alex.id, command: '/ask', question: 'What?' }, answerId: 'answer1' },
    ]);
    expect(room.texts()).toEqual(['two']);
  });

  test('is seen by its caller alone where it is private', () => {
    const room = new Channel();
    room.slot({ isPrivate: true }).show(view('secret'));
    expect(room.texts()).toEqual(['secret']);
    expect(room.texts(robin)).toEqual([]);
    expect(room.channel.message(room.seen()[0]!.id, robin.id)).toBeNull();
  });

  test('has its footer with the buttons below it, and a reply in place replaces that alone', () => {
    const room = new Channel();
    room.slot().show(view('long', { footer: 'poll', buttons: [SOURCES] }));
    expect(room.texts()).toEqual(['long', 'poll']);
    const [above, below] = room.seen();
    expect([above?.buttons.length, below?.buttons.length]).toEqual([0, 1]);
    room.slot({ inPlace: true }, below!.id).show(view('poll again'));
    expect(room.texts()).toEqual(['long', 'poll again']);
  });

  test('that spends the buttons it was asked by takes them away', () => {
    const room = new Channel();
    room
      .slot()
      .show(view('failed', { buttons: [SOURCES], more: { label: 'More', entries: [SOURCES] } }));
    room.slot({ spendsButtons: true }, room.seen()[0]!.id).show(view('again'));
    expect(room.texts()).toEqual(['failed', 'again']);
    expect(room.seen()[0]).toMatchObject({ buttons: [], more: null });
  });
});

describe('the channel', () => {
  test('opens one thread a message, and none below what is private', async () => {
    const room = new Channel();
    room.slot().show(view('public', { buttons: [SOURCES] }));
    room.slot({ isPrivate: true }).show(view('private'));
    const [open, closed] = room.seen();
    const place = room.channel.place(MAIN_CHANNEL_ID);
    const id = await place.openThread!(open!.id, ' What \u202E was\nasked ');
    expect(await place.openThread!(open!.id, 'again')).toBe(id);
    expect(await place.openThread!(closed!.id, 'no')).toBeNull();
    expect(room.channel.channels().at(-1)).toEqual({ id, name: 'What was asked' });
    const within = room.channel.place(id!);
    expect(within).toMatchObject({ channelId: id, parentChannelId: MAIN_CHANNEL_ID });
    expect(await within.startedFrom()).toBe('answer1');
    expect(within.openThread).toBeUndefined();
  });

  test('lets the oldest messages go', () => {
    const room = new Channel();
    for (let n = 0; n <= MAX_MESSAGES; n += 1) room.slot().show(view(`message ${n}`));
    expect(room.texts()).toHaveLength(MAX_MESSAGES);
    expect(room.texts()[0]).toBe('message 1');
    expect(room.channel.message('m1', alex.id)).toBeNull();
    expect(room.channel.message('m2', alex.id)).not.toBeNull();
  });
});
