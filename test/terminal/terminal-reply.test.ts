import { describe, expect, it } from 'vitest';
import type { ReplyView } from '../../src/application/command.ts';
import { TerminalReply } from '../../src/terminal/terminal-reply.ts';
import { FakeTerminal } from './fake-terminal.ts';

const plain = { bold: (text: string) => text, dim: (text: string) => text };

function view(text: string, fields: Partial<ReplyView> = {}): ReplyView {
  return { tone: 'working', text, citations: [], buttons: [], ...fields };
}

describe('a reply on a terminal', () => {
  it('is redrawn in place', async () => {
    const screen = new FakeTerminal();
    screen.write('› Frage\n');
    const reply = new TerminalReply(screen, plain, 'Quellen');
    reply.update(view('', { heading: 'Ich suche …' }));
    reply.update(view('Die', { heading: 'Ich schreibe …' }));
    reply.update(view('Die Gewichte\nund mehr', { heading: 'Ich schreibe …' }));
    expect(screen.text).toBe('› Frage\nIch schreibe …\n\nDie Gewichte\nund mehr');
    await reply.finish(view('Die Gewichte [1].', { tone: 'answer' }));
    expect(screen.text).toBe('› Frage\nDie Gewichte [1].');
  });

  it.each([
    ['long lines', 'wort '.repeat(60).trim()],
    ['wide characters', '漢字かな'.repeat(30)],
    ['emoji', '🦙 Llama ⚠️ '.repeat(20).trim()],
  ])('is redrawn in place with %s that wrap', async (_, text) => {
    const screen = new FakeTerminal(40);
    screen.write('› Frage\n');
    const reply = new TerminalReply(screen, plain, 'Quellen');
    for (let length = 1; length <= text.length; length += 17) {
      reply.update(view(text.slice(0, length).replace(/\p{Surrogate}/gu, '')));
    }
    reply.update(view(text));
    await reply.finish(view('Fertig.'));
    expect(screen.text).toBe('› Frage\nFertig.');
  });

  it('keeps to the screen while it grows, and is whole in the end', async () => {
    const screen = new FakeTerminal(80, 10);
    screen.write('› Frage\n');
    const reply = new TerminalReply(screen, plain, 'Quellen');
    const lines = Array.from({ length: 30 }, (_, at) => `Zeile ${at}`);
    for (let count = 1; count <= 30; count += 1) {
      reply.update(view(lines.slice(0, count).join('\n')));
      expect(screen.text.split('\n').length).toBeLessThanOrEqual(1 + 8);
      expect(screen.text).toContain(`Zeile ${count - 1}`);
    }
    await reply.finish(view(lines.join('\n')));
    expect(screen.text).toBe(`› Frage\n${lines.join('\n')}`);
  });

  it('leaves an earlier reply alone', async () => {
    const screen = new FakeTerminal();
    for (const text of ['Erste.', 'Zweite.']) {
      const reply = new TerminalReply(screen, plain, 'Quellen');
      reply.update(view('…'));
      await reply.finish(view(text));
    }
    expect(screen.text).toBe('Erste.\n\nZweite.');
  });

  it('never lets a control character of a model through', async () => {
    const screen = new FakeTerminal();
    const reply = new TerminalReply(screen, plain, 'Quellen');
    reply.update(view('Ja\u001b]0;PWNED\u0007', { heading: '\u001b[31mrot' }));
    await reply.finish(view('Ja\u001b[2J\u001b[1A.', { tone: 'answer' }));
    expect(screen.text).toBe('Ja.');
    expect(screen.raw).not.toMatch(/PWNED|\[2J|\[31m/u);
  });
});

it('where there is no terminal only the final reply is written', async () => {
  let written = '';
  const screen = { write: (text: string) => (written += text) };
  const reply = new TerminalReply(screen, plain, 'Quellen');
  reply.update(view('halb'));
  expect(written).toBe('');
  await reply.finish(view('ganz', { tone: 'answer' }));
  expect(written).toBe('ganz\n\n');
});
