import { describe, expect, it, test } from 'vitest';
import { bareTranslation, unwrapped } from '../../src/answering/reply-text.ts';
import { DISCARD } from '../../src/domain/ports.ts';

async function* inPieces(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) {
    await Promise.resolve();
    yield text.slice(at, at + size);
  }
}

async function read(text: string, size = 3): Promise<string> {
  let all = '';
  for await (const piece of unwrapped(inPieces(text, size))) {
    all = piece === DISCARD ? '' : all + piece;
  }
  return all;
}

const ANSWER = 'Llama 2 kam im Juli 2023 heraus [1].';

describe('what is wrapped around a whole answer goes', () => {
  it.each([
    [`\`\`\`\n${ANSWER}\n\`\`\``],
    [`\`\`\`markdown\n${ANSWER}\n\`\`\``],
    [`\n\`\`\`text\n${ANSWER}\n\`\`\`\n`],
    [`\`\`\`markdown\n${ANSWER}`],
    [`{"answer": "${ANSWER}"}`],
    [`{"antwort":"${ANSWER}"}`],
    [`\`\`\`json\n{"answer": "${ANSWER}"}\n\`\`\``],
    ['{"answer": "Llama 2 kam im Juli 2023 heraus.", "citations": [1]}'],
    ['{"answer": "Llama 2 kam im Juli 2023 heraus.", "sources": ["Passage 1"]}'],
    ['{"statements": [{"text": "Llama 2 kam im Juli 2023 heraus.", "source": 1}]}'],
    ['[{"sentence": "Llama 2 kam im Juli 2023 heraus.", "passages": [1]}]'],
    [`{"answer": "${ANSWER}`],
    [`<answer>${ANSWER}</answer>`],
    [`<xml>\n<answer>${ANSWER}</answer>\n</xml>`],
    [`<response>${ANSWER}`],
    [`Antwort: ${ANSWER}`],
    [`**Answer:** ${ANSWER}`],
    [`### Response:\n${ANSWER}`],
    [`assistant\n\n${ANSWER}`],
    [`analysisThe user asks.assistantfinal${ANSWER}`],
    [`~~~\n${ANSWER}\n~~~`],
    [`\`\`\`\`markdown\n${ANSWER}\n\`\`\`\``],
    [`\`\`\`html\n<p>${ANSWER}</p>\n\`\`\``],
    [`\`\`\`yaml\nanswer: ${ANSWER}\n\`\`\``],
    [`\`\`\`json\n"${ANSWER}"\n\`\`\``],
    [`\`\`\`json\n{"answer": "${ANSWER}"}\n\`\`\`\nDas ist alles.`],
    [`{'answer': '${ANSWER}'}`],
    [`{answer: "${ANSWER}"}`],
    [`{"data": {"summary": "${ANSWER}"}}`],
    ['{"answer": "Llama 2 kam im Juli 2023 heraus.", "passage_id": 1}'],
    ['{"answer": "Llama 2 kam im Juli 2023 heraus.", "sources": [{"id": 1}]}'],
    [`Hm.${DISCARD}{"answer": "${ANSWER}"}`],
    [`Hm.${DISCARD}${ANSWER}`],
  ])('%j', async (text) => {
    expect(await read(text)).toBe(ANSWER);
    expect(await read(text, 1_000)).toBe(ANSWER);
  });
});

test.each([
  ANSWER,
  '```py\nprint(1)\n```',
  '```\nollama run model\n```',
  '[1] sagt es.',
  '{kein JSON} und dann.',
  '{"name": "x"}',
  'Antworten auf Fragen: viele.',
  'Analysis shows that.',
  '<mask> ist ein Wort.',
  'assistants help.',
  '```markdown\nA.\n```\nund\n```py\nx\n```\nB.',
  '',
])('what is none stays: %j', async (text) => {
  expect(await read(text)).toBe(text);
});

test('what is not wrapped is passed on as it comes', async () => {
  const pieces: string[] = [];
  for await (const piece of unwrapped(inPieces('Es kam im Juli.', 5))) pieces.push(piece);
  expect(pieces).toEqual(['Es ka', 'm im ', 'Juli.']);
});

describe('a translation', () => {
  it.each([
    ['Here is the translation: The ferry is white.', 'Die Fähre ist weiß.'],
    ['Übersetzung ins Englische:\n\n"The ferry is white."', 'Die Fähre ist weiß.'],
    ['“The ferry is white.”', 'Die Fähre ist weiß.'],
  ])('is read without what stands around it: %s', (reply, original) => {
    expect(bareTranslation(reply, original)).toBe('The ferry is white.');
  });

  it('keeps what the original says itself', () => {
    const said = 'The best translation: a bridge.';
    expect(bareTranslation(said, 'Die beste Übersetzung: eine Brücke.')).toBe(said);
    expect(bareTranslation('"Hello."', '„Hallo.“')).toBe('"Hello."');
  });
});
