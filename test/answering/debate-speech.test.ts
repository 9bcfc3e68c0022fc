import { describe, expect, it, test } from 'vitest';
import { findPersons, statementsIn } from '../../src/answering/debate/persons.ts';
import { retold } from '../../src/answering/debate/retelling.ts';
import { hasVerb } from '../../src/answering/debate/sentence-shape.ts';
import { passage } from '../fakes/passages.ts';

const INTRODUCED = 'Rowan Curran, analyst at Forrester, said so about große language models.';

/** What each person says in a text, by last name; the sentences are the shipped articles' own. */
function spokenIn(language: string, text: string): Record<string, readonly string[]> {
  const read = passage({ articleId: 'x', title: 'X', section: 'X', language, text });
  // Elsewhere the corpus introduces them, and writes common words in lower case.
  const elsewhere = passage({ articleId: 'y', text: INTRODUCED, language });
  const statements = statementsIn(read, findPersons([read, elsewhere]));
  return Object.fromEntries(statements.map((one) => [one.person.key, one.spoken]));
}

describe('who speaks in a sentence', () => {
  it('is not the person beside whom the article adds a remark', () => {
    const spoken = spokenIn(
      'en',
      'Sridhar Ramaswamy, former chief executive of the search company Neeva, called Llama 2 the first truly capable open model. His concern is market structure. The alternative, Ramaswamy said, would be a world like that of the cloud, with a few monopolists. In economic terms, an open alternative tends to limit prices even for those who never use it.',
    );
    expect(spoken.ramaswamy).toHaveLength(3);
    expect(spoken.ramaswamy?.join(' ')).not.toContain('limit prices');
  });

  it('is whom a pronoun carries on', () => {
    const spoken = spokenIn(
      'en',
      'Kjell Carlsson, head of strategy at Domino Data Lab, argued from the perspective of large companies. Open source, he said, leads to more real and impactful applications. Llama 2 is both open and commercially licensed, so a company can fine-tune it and run it on its own machines.',
    );
    expect(spoken.carlsson).toEqual([
      expect.stringContaining('argued from'),
      'Open source, he said, leads to more real and impactful applications.',
    ]);
  });

  it('is nobody where a life is told', () => {
    const spoken = spokenIn(
      'en',
      'Vipul Ved Prakash, founder of Together, built the RedPajama data set. Prakash named Llama and open-source AI as the game changers of 2023. Whether this works for the largest training runs is open.',
    );
    expect(spoken.prakash).toEqual([
      'Prakash named Llama and open-source AI as the game changers of 2023.',
    ]);
  });

  it('goes on in German reported speech, and ends with it', () => {
    const spoken = spokenIn(
      'de',
      'Yann LeCun, leitender KI-Wissenschaftler bei Meta, trat für die kommerzielle Freigabe von Llama 2 ein. Große Sprachmodelle würden zur Infrastruktur und müssten deshalb offen sein. Das Bild ist eingängig, enthält aber bereits eine Wertung.',
    );
    expect(spoken.lecun).toHaveLength(2);
  });

  test.each([
    'Für den Forrester-Analysten Rowan Curran war ChatGPT der Funke, der die generative KI entzündete.',
    'Laut Rowan Curran, Analyst bei Forrester, begann alles mit ChatGPT.',
    'Rowan Curran, Analyst bei Forrester, zufolge begann alles mit ChatGPT.',
    'Nach Ansicht von Rowan Curran, Analyst bei Forrester, begann alles mit ChatGPT.',
    'Die Wirkung von ChatGPT sei groß, meint Rowan Curran, Analyst bei Forrester.',
  ])('is the one who is named as the source: %s', (text) => {
    expect(spokenIn('de', text).curran).toEqual([text]);
  });

  it('is not the one who is spoken about', () => {
    const spoken = spokenIn(
      'de',
      'Andrew Ng, Mitgründer von Google Brain, und Yann LeCun, Wissenschaftler bei Meta, werben für offene KI. Ilya Sutskever, Mitgründer von OpenAI, sagte, es sei ein Fehler gewesen. Damit steht er in deutlichem Gegensatz zu Yann LeCun und Andrew Ng, die für offene KI werben.',
    );
    expect(spoken.sutskever).toEqual([expect.stringContaining('ein Fehler')]);
    const about = 'Damit steht er in deutlichem Gegensatz';
    expect([...(spoken.lecun ?? []), ...(spoken.ng ?? [])].join(' ')).not.toContain(about);
  });
});

describe('a claim', () => {
  test.each([
    ['de', 'ChatGPT, und zwar wegen der Ingenieursleistung und der Effizienz im Betrieb.', false],
    ['de', 'Wegen der Effizienz im Betrieb und der technischen Leistung.', false],
    ['de', 'Mehr als 7.000 Ableger von Llama auf Hugging Face.', false],
    ['de', 'Große Sprachmodelle würden zur Infrastruktur und müssten deshalb offen sein.', true],
    ['de', 'ChatGPT machte KI für gewöhnliche Anwender erreichbar.', true],
    ['de', 'Nikolaos Vasiloglou verweist auf die technische Umsetzung.', true],
    ['de', 'Offene Modelle helfen kleinen Firmen.', true],
    ['en', 'ChatGPT beyond question, for its engineering and operational efficiency.', false],
    ['en', 'Llama because of its openness.', false],
    ['en', 'The spark of generative AI for everyone.', false],
    ['en', 'Open source leads to more real and impactful applications.', true],
    ['en', 'It made AI accessible to everyday users.', true],
    ['en', 'Llama revived research and innovation.', true],
    ['en', 'Large models become infrastructure.', true],
  ] as const)('in %s has a verb or not: %s', (language, claim, isSentence) => {
    expect(hasVerb(claim, language)).toBe(isSentence);
  });

  const CURRAN =
    'Rowan Curran, Analyst bei Forrester, nennt ChatGPT den Funken, der die generative KI entfacht habe.';
  const GRANTED =
    'Erstens bestreitet kaum jemand, dass es ohne ChatGPT die Welle der generativen KI nicht gegeben hätte.';
  const RAMASWAMY =
    'Sridhar Ramaswamy, früherer Chef von Neeva, sieht in Llama 2 das erste wirklich leistungsfähige offene Modell.';
  const JAMES =
    'Ben James, Chef von Atlas, meint, Llama habe Forschung und Innovation so neu belebt, wie es ChatGPT nicht getan habe.';
  const VOTE =
    'Ben James, chief executive of Atlas, said Llama: it revived research and innovation in a way ChatGPT did not.';
  const COST =
    'Prakash described how open models can be paid for: a network of organisations shares the cost of building them.';
  test.each([
    ['Llama: it revived research and innovation in a way ChatGPT did not.', VOTE],
    ['a network of organisations shares the cost of building them.', COST],
  ])('cut out in the middle gives way to the whole: %s', (claim, sentence) => {
    expect(retold(claim, [VOTE, COST], 'en')).toEqual({ text: sentence, verbatim: true });
  });

  const SENTENCES = [CURRAN, GRANTED, RAMASWAMY, JAMES];

  test.each([
    [
      'garbled in retelling',
      'Beide Seiten bestreiten kaum jemand, dass es ohne ChatGPT die Welle der generativen KI nicht gegeben hätte.',
      GRANTED,
    ],
    [
      'that loses a number',
      'Llama ist der erste wirklich leistungsfähige offene Modell.',
      RAMASWAMY,
    ],
    ['that is the sentence', CURRAN.replace('.', ''), CURRAN],
  ])('%s gives way to the sentence', (_, claim, sentence) => {
    expect(retold(claim, SENTENCES, 'de')).toEqual({ text: sentence, verbatim: true });
  });

  test.each([
    ['Llama habe Forschung und Innovation so neu belebt, wie es ChatGPT nicht getan habe.'],
    ['ChatGPT brachte den Durchbruch für Millionen Menschen, sagt Curran.'],
  ])('that is a clause of its own, or adds something, stays: %s', (claim) => {
    expect(retold(claim, SENTENCES, 'de')).toEqual({ text: claim, verbatim: false });
  });
});
