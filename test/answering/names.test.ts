import { describe, expect, it } from 'vitest';
import { foldText } from '../../src/text/fold-word.ts';
import { findNames, holdsName } from '../../src/answering/names.ts';

const named = (sentence: string, language: string): string[] =>
  findNames(sentence, language).map((words) => words.join(' '));

describe('findNames in German', () => {
  it.each([
    ['Joelle Pineau leitet die Forschung.', ['joelle pineau']],
    ['Die Gewichte kamen von Meta.', ['meta']],
    ['Das Modell läuft auf OpenChat.', ['openchat']],
    ['Sam Altman und Elon Musk stritten.', ['sam altman', 'elon musk']],
    ['Der Analyst Paul Schulze sprach.', ['paul schulze']],
    ['Die Gewichte liegen auf der Festplatte.', []],
    ['Der Speicher reicht für ein Modell.', []],
    ['Am Montag im Juli kam die Nachricht.', []],
  ])('%s', (sentence, expected) => {
    expect(named(sentence, 'de')).toEqual(expected);
  });
});

describe('findNames in English', () => {
  it.each([
    ['The weights came from Meta.', ['meta']],
    ['Researchers at Stanford built Alpaca.', ['stanford', 'alpaca']],
    ['However, people in Berkeley tried it.', ['berkeley']],
    ['Weights are free.', []],
    ['Pineau joined in 2017.', ['pineau']],
    ['On Monday in July it came out.', []],
  ])('%s', (sentence, expected) => {
    expect(named(sentence, 'en')).toEqual(expected);
  });
});

describe('holdsName', () => {
  const holds = (name: string, text: string): boolean => holdsName(name.split(' '), foldText(text));

  it.each([
    ['joelle pineau', 'Pineau sagte es.'],
    ['musk', 'Musks Brief erschien.'],
    ['europaische union', 'The European Union agreed.'],
    ['usa', 'in the United States'],
    ['dsgvo', 'The GDPR applies.'],
    ['ki', 'AI is everywhere'],
    ['hugging face', 'auf Hugging Face'],
  ])('finds %s in "%s"', (name, text) => {
    expect(holds(name, text)).toBe(true);
  });

  it.each([
    ['sam altman', 'Elon Musk sagte es.'],
    ['meta', 'The parameter count'],
    ['google', 'OpenAI and Microsoft'],
    ['dsgvo', 'The licence applies.'],
    ['anna maria berta cora', 'Nur Anna war da.'],
  ])('does not find %s in "%s"', (name, text) => {
    expect(holds(name, text)).toBe(false);
  });
});
