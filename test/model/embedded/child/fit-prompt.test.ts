import { describe, expect, test } from 'vitest';
import type { ChatMessage } from '../../../../src/domain/ports.ts';
import { fitPrompt } from '../../../../src/model/embedded/child/fit-prompt.ts';

/** One token a word. */
const words = (messages: readonly ChatMessage[]): string[] =>
  messages.flatMap(({ content }) => content.split(/\s+/u).filter((word) => word !== ''));
const say = (role: ChatMessage['role'], content: string): ChatMessage => ({ role, content });
const ROOM = { contextTokens: 10, answerTokens: 4 };

describe('fitting a prompt', () => {
  test('leaves one alone that fits, whatever room it leaves for the answer', () => {
    const prompt = fitPrompt([say('user', 'a b c d e f g h i')], ROOM, words);
    expect(prompt).toEqual({ tokens: 'abcdefghi'.split(''), isCut: false });
  });

  test('drops the oldest messages first, never the system message or the last one', () => {
    const messages = [
      say('system', 's t'),
      say('user', 'old old old'),
      say('assistant', 'older older older'),
      say('user', 'new new'),
    ];
    const prompt = fitPrompt(messages, ROOM, words);
    expect(prompt).toEqual({ tokens: ['s', 't', 'new', 'new'], isCut: true });
  });

  test('keeps of a message that is too long alone its beginning, and leaves room for the answer', () => {
    const long = Array.from({ length: 50 }, (_, at) => `w${at}`).join(' ');
    const { tokens, isCut } = fitPrompt([say('system', 's'), say('user', long)], ROOM, words);
    expect(isCut).toBe(true);
    expect(tokens.length).toBeLessThanOrEqual(ROOM.contextTokens - ROOM.answerTokens);
    expect(tokens.slice(0, 2)).toEqual(['s', 'w0']);
  });

  test('comes to an end for text that cannot be cut', () => {
    const stubborn = (): string[] => Array.from({ length: 99 }, (_, at) => String(at));
    const { tokens } = fitPrompt([say('user', 'x')], ROOM, stubborn);
    expect(tokens).toHaveLength(6);
  });
});
