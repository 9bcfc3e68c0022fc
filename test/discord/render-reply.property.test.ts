import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReplyView } from '../../src/application/command.ts';
import { cleanLine, cleanMarkdown, type CleanBlock } from '../../src/markup/clean-markdown.ts';
import { MAX_MESSAGE_CHARS } from '../../src/discord/discord-limits.ts';
import { cleanCharacters } from '../../src/markup/plain-text.ts';
import { renderReply } from '../../src/discord/render-reply.ts';
import { splitMessages } from '../../src/discord/split-message.ts';
import { checkMessage } from '../fakes/discord-server/rules.ts';
import { checkSchema } from '../fakes/discord-server/schemas.ts';
import type { JsonObject } from '../fakes/discord-server/wire.ts';
import { longMarkdown, nastyMarkdown } from './markdown-arbitrary.ts';
import { readAsDiscord, shownText, type ReadNode } from './read-as-discord.ts';
import { TEST_WORDS } from './surface-bench.ts';

/** Making a failing view smaller takes minutes; its seed is printed, so that takes place by hand. */
const RUNS = { numRuns: 200, endOnFailure: true };
const anyMarkdown = fc.oneof(nastyMarkdown, longMarkdown);

const citation = fc.record({
  n: fc.integer({ min: 1, max: 30 }),
  articleId: fc.string(),
  title: nastyMarkdown,
  section: nastyMarkdown,
  url: fc.oneof(fc.constant(null), fc.webUrl(), nastyMarkdown),
  quote: fc.string(),
});

const button = fc.record({
  verb: fc.constantFrom('stop', 'up', 'down', 'BAD'),
  subject: fc.string({ maxLength: 120 }),
  label: fc.string({ unit: 'grapheme', maxLength: 120 }),
  style: fc.constantFrom('primary' as const, 'plain' as const, 'danger' as const),
});

const anyView: fc.Arbitrary<ReplyView> = fc.record({
  tone: fc.constantFrom('working', 'answer', 'notice', 'error'),
  heading: nastyMarkdown,
  text: anyMarkdown,
  citations: fc.array(citation, { maxLength: 12 }),
  buttons: fc.array(button, { maxLength: 40 }),
});

/** What only the bot may do, each with what it may look like. */
const LIVE: ReadonlySet<string> = new Set([
  'link',
  'image',
  'mailto',
  'user',
  'role',
  'channel',
  'emoji',
  'everyone',
  'here',
  'timestamp',
  'slashCommand',
  'guildNavigation',
  'spoiler',
  'heading',
]);

/** An address is shown as itself, leads where it says, and never to an invite. */
function isMeant(node: ReadNode): boolean {
  const { type, target = '' } = node;
  if (LIVE.has(type)) return false;
  if (type !== 'autolink' && type !== 'url') return true;
  return (
    shownText(node) === target &&
    /^https?:\/\/[^@/?#]+(?:[/?#]|$)/iu.test(target) &&
    !/discord\.gg\/\w|discord(app)?\.com\/invite\/\w/iu.test(target)
  );
}

/** What is seen, without white space, fences and quote marks repeated at a cut. */
function visible(text: string): string {
  return text
    .replace(/^```[\w+#.-]*$/gmu, '')
    .replace(/^(\s*>\s?)+/gmu, '')
    .replace(/[\s\\]+/gu, '');
}

function visibleOf(blocks: readonly CleanBlock[]): string {
  const parts = blocks.map((block) =>
    block.kind === 'text' ? block.units.join('\n') : block.lines.join('\n'),
  );
  return visible(parts.join('\n'));
}

describe('any view becomes messages that', () => {
  test('Discord takes: at most 2,000 characters, not empty, buttons within limits', () => {
    fc.assert(
      fc.property(anyView, (view) => {
        const messages = renderReply(view, { words: TEST_WORDS, language: 'en' });
        for (const [index, message] of messages.entries()) {
          expect(message.content.length).toBeLessThanOrEqual(MAX_MESSAGE_CHARS);
          expect(message.content.trim()).not.toBe('');
          expect(message.allowed_mentions).toEqual({ parse: [] });
          const body = JSON.parse(JSON.stringify(message)) as JsonObject;
          checkSchema('followup-create', body);
          checkMessage(body);
          if (index < messages.length - 1) expect(message.components).toEqual([]);
        }
      }),
      RUNS,
    );
  });

  test('mean nothing to Discord that the bot did not mean', () => {
    fc.assert(
      fc.property(anyView, (view) => {
        for (const { content } of renderReply(view, { words: TEST_WORDS, language: 'en' })) {
          // One assertion for some hundred nodes: each costs more than reading the message.
          expect(readAsDiscord(content).filter((node) => !isMeant(node))).toEqual([]);
          expect(content.replaceAll('\u200B', '')).toBe(
            cleanCharacters(content.replaceAll('\u200B', '')),
          );
        }
      }),
      RUNS,
    );
  });

  test('have small print only above the text and in the list of sources', () => {
    fc.assert(
      fc.property(anyView, (view) => {
        const small = renderReply(view, { words: TEST_WORDS, language: 'en' })
          .flatMap(({ content }) => readAsDiscord(content))
          .filter(({ type }) => type === 'subtext');
        const own = view.citations.length === 0 ? 0 : 1 + view.citations.length;
        const heading = view.tone === 'error' || cleanLine(view.heading ?? '') === '' ? 0 : 1;
        expect(small.length).toBe(own + heading);
      }),
      RUNS,
    );
  });

  test('keep their fences closed', () => {
    fc.assert(
      fc.property(anyView, (view) => {
        for (const { content } of renderReply(view, { words: TEST_WORDS, language: 'en' })) {
          expect(content.split('```').length % 2).toBe(1);
        }
      }),
      RUNS,
    );
  });
});

describe('splitting', () => {
  test('loses nothing that is seen', () => {
    fc.assert(
      fc.property(anyMarkdown, (markdown) => {
        const blocks = cleanMarkdown(markdown);
        expect(visible(splitMessages(blocks).join('\n'))).toBe(visibleOf(blocks));
      }),
      RUNS,
    );
  });

  test('keeps citation marks and grapheme clusters whole', () => {
    fc.assert(
      fc.property(longMarkdown, (markdown) => {
        const marks = (text: string): string[] => text.match(/\[\d+(?:, \d+)*\]/gu) ?? [];
        const blocks = cleanMarkdown(markdown);
        const messages = splitMessages(blocks);
        const before = blocks.flatMap((block) =>
          marks((block.kind === 'text' ? block.units : block.lines).join('\n')),
        );
        expect(messages.flatMap(marks)).toEqual(before);
      }),
      RUNS,
    );
  });

  test('is the same for an answer that grows, but for the last messages', () => {
    fc.assert(
      fc.property(longMarkdown, fc.double({ min: 0.2, max: 1, noNaN: true }), (markdown, share) => {
        const part = markdown.slice(0, Math.floor(markdown.length * share));
        const early = splitMessages(cleanMarkdown(part));
        const late = splitMessages(cleanMarkdown(markdown));
        // The block that grows may move from the last message to a next one, never further back.
        expect(late.slice(0, Math.max(0, early.length - 2))).toEqual(
          early.slice(0, Math.max(0, early.length - 2)),
        );
      }),
      RUNS,
    );
  });
});

test('cleaning loses no word', () => {
  const words = (text: string): string[] => text.match(/[\p{L}\p{N}]{2,}/gu) ?? [];
  fc.assert(
    fc.property(longMarkdown, (markdown) => {
      const shown = splitMessages(cleanMarkdown(markdown))
        .join('\n')
        .replaceAll('[.]', '.')
        .replace(/[<>\u200B\\]/gu, '');
      const seen = new Set(words(shown.replace(/[\u200B<>]/gu, '')));
      const plain = cleanCharacters(markdown).replace(/[<>\\]/gu, '');
      for (const word of words(plain.normalize())) {
        if (word.length < 1_900 && !seen.has(word)) {
          expect(shown.normalize()).toContain(word);
        }
      }
    }),
    { ...RUNS, numRuns: 100 },
  );
});
