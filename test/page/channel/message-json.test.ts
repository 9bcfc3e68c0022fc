import { expect, it } from 'vitest';
import { messageJson, type MessageFrame } from '../../../src/page/channel/message-json.ts';

it('a source carries the day of its article, as the message writes days', () => {
  const frame: MessageFrame = {
    ...{ id: 'm1', channelId: 'c1', authorId: null, atMs: 0, isPrivate: false },
    ...{ language: 'en', asked: null, answerId: null, commands: new Map() },
  };
  const citation = {
    ...{ n: 1, articleId: 'a', title: 'Das Leck', section: 'Was', url: null, quote: 'Es.' },
    published: '2023-07-18',
  };
  const view = { tone: 'answer', text: 'Es [1].', citations: [citation], buttons: [] } as const;
  expect(messageJson(frame, view).sources).toMatchObject([
    { n: 1, title: 'Das Leck › Was', day: '18 Jul 2023' },
  ]);
  expect(messageJson(frame, { ...view, language: 'de' }).sources[0]?.day).toBe('18.07.2023');
  const undated = { ...citation, published: null };
  expect(messageJson(frame, { ...view, citations: [undated] }).sources[0]?.day).toBeNull();
});
