import { describe, expect, it } from 'vitest';
import { AnswerChecker } from '../../../src/answering/checking/answer-checker.ts';
import { ClaimChecker, type Evidence } from '../../../src/answering/checking/check-claim.ts';
import { passage } from '../../fakes/passages.ts';

function evidenceOf(...texts: string[]): Evidence[] {
  const one = passage({ title: 'Notes', section: '', language: 'en', text: texts.join(' ') });
  return texts.map((text, at) => ({
    ...{ text, passage: one },
    ...{ before: texts[at - 1] ?? '', after: texts[at + 1] ?? '' },
  }));
}

const stands = (evidence: string, text: string, language: 'de' | 'en' = 'en'): boolean =>
  new ClaimChecker(evidenceOf(evidence)).check({
    ...{ text, language, question: '', cited: [0], isClose: () => true },
  }).stands;

describe('a name is carried by no name it only begins with', () => {
  it.each([
    ['The model was released by AI in May 2023.', 'The model was released by Airbus in May 2023.'],
    ['The US won the race in May 2023.', 'Usain won the race in May 2023.'],
    ['The UK signed the treaty in May 2023.', 'Ukraine signed the treaty in May 2023.'],
    ['The EU signed the treaty in May 2023.', 'Eugene signed the treaty in May 2023.'],
  ])('%s: %s', (evidence, text) => {
    expect(stands(evidence, text)).toBe(false);
    expect(stands(text, evidence)).toBe(false);
    expect(stands(text, text)).toBe(true);
  });

  it.each([
    ['Usain', 'Usain gewann das Rennen im Mai 2023.', 'The US won the race in May 2023.'],
    ['Ukraine', 'Die Ukraine schloss den Vertrag im Mai 2023.', 'The UK closed it in May 2023.'],
    ['Airbus', 'Das Modell kam im Mai 2023 von Airbus.', 'The model came from AI in May 2023.'],
  ])('nor in another language, whatever the vectors say: %s', (name, text, sentence) => {
    const evidence = evidenceOf(sentence, `Many have seen ${name} there.`).map((one) => ({
      ...one,
      ...{ before: '', after: '' },
    }));
    const claim = { text, language: 'de', question: '', cited: [0], isClose: () => true };
    const [first, second] = evidence.map((one, at) => ({
      ...one,
      passage: passage({ title: 'Notes', section: `${at}`, language: 'en', text: one.text }),
    }));
    expect(new ClaimChecker([first!, second!]).check(claim)).toEqual({
      stands: false,
      fault: 'facts',
    });
  });

  it('while the same thing may be called otherwise in another language', () => {
    expect(
      stands(
        'The UK signed the treaty in May 2023.',
        'Großbritannien unterzeichnete den Vertrag im Mai 2023.',
        'de',
      ),
    ).toBe(true);
    expect(
      stands(
        'The model was built by AI in May 2023.',
        'Das Modell wurde im Mai 2023 von KI gebaut.',
        'de',
      ),
    ).toBe(true);
  });
});

describe('a list of sources at the end is no statement', () => {
  const [ship, roads] = evidenceOf('The Kestrel carries 40 cars.', 'The island has two roads.');
  const sourced = (one: Evidence, title: string, section: string): Evidence => ({
    ...one,
    passage: passage({ ...{ id: title, title, section, language: 'en' }, text: one.text }),
  });
  const evidence = [sourced(ship!, 'The Kestrel', 'Ship'), sourced(roads!, 'The island', 'Roads')];
  it.each([
    ['Sources:\n[1], [2]'],
    ['Sources:\n[1] Notes\n[2] The island'],
    ['**Sources**\n\n- [1] Notes\n- [2] Notes'],
    ['Quellen: [1][2]'],
    ['References:\n1. Notes [1]\n2. Notes [2]'],
    ['-# [1] Notes\n-# [2] Notes'],
    ['---\n[1]: Notes\n[2]: Notes'],
    ['Source: Notes [1]'],
    ['[1] The Kestrel\n[2] The island'],
    ['Belege:\n- [1] The Kestrel (Ship)\n- [2] Roads, The island'],
  ])('%j', async (list) => {
    const checker = new AnswerChecker({
      ...{ question: 'What of the Kestrel?', language: 'en', evidence },
      closeTo: () => Promise.resolve(() => false),
    });
    await checker.push(`It carries 40 cars [1].\n\n${list}`);
    await checker.end();
    expect(checker.text).toBe('It carries 40 cars [1].');
    expect(checker.citations).toHaveLength(1);
  });
});
