import { describe, expect, it } from 'vitest';
import { listWish } from '../../../src/answering/listing/list-wish.ts';

describe('a wish for a list', () => {
  it.each([
    ['nenne alle Modelle', 'Modelle', null],
    ['Nenn mir bitte alle Fähren der Insel!', 'Fähren der Insel', null],
    ['Liste alle Lizenzen auf', 'Lizenzen', null],
    ['Liste die Risiken offener Modelle auf.', 'Risiken offener Modelle', null],
    ['Zähl alle Häfen auf', 'Häfen', null],
    ['Kannst du mir alle Häfen nennen?', 'Häfen', null],
    ['Bitte alle Häfen auflisten', 'Häfen', null],
    ['Welche Modelle gibt es?', 'Modelle', null],
    ['Welche Modelle unter Apache 2.0 gibt es?', 'Modelle unter Apache 2.0', null],
    ['Welche Lizenzen gibt es für Modelle?', 'Lizenzen für Modelle', null],
    ['Welche Fähren werden erwähnt?', 'Fähren', null],
    ['Gib mir eine Liste der Werkzeuge', 'Werkzeuge', null],
    ['Liste aller Häfen', 'Häfen', null],
    ['Nenne drei Werkzeuge', 'Werkzeuge', 3],
    ['list all licences', 'licences', null],
    ['List the models, please', 'models', null],
    ['Can you list all models?', 'models', null],
    ['name five lighthouses', 'lighthouses', 5],
    ['Name 3 lighthouses', 'lighthouses', 3],
    ['Which models are there?', 'models', null],
    ['What tools are there for running models?', 'tools for running models', null],
    ['Which licences are mentioned?', 'licences', null],
    ['What are all the benchmarks?', 'benchmarks', null],
    ['Give me a list of all ferries', 'ferries', null],
    ['List all licences mentioned', 'licences', null],
    ['List all ferries that are named in your articles', 'ferries', null],
    ['Nenne alle Häfen, die erwähnt werden', 'Häfen', null],
    ['Nenne alle Häfen aus den Artikeln', 'Häfen', null],
  ])('%s', (question, what, most) => {
    expect(listWish(question)).toEqual({ what, most });
  });
});

describe('no wish for a list', () => {
  it.each([
    'Welche Liste führt Llama an?',
    'Which list does Llama lead?',
    'Fasst Llama 2 mehr als 4k Token?',
    'Gibt es Modelle für Deutsch?',
    'Was gibt es Neues?',
    'Was gibt es?',
    'Welches Modell ist am besten?',
    'Welche Lizenz hat Llama 2?',
    'Nenne die Lizenz von Llama 2',
    'Name the licence of Llama 2',
    'Name of the licence?',
    'Wer nannte alle Modelle offen?',
    'Zähle ich als Unternehmen?',
    'Listen in Python: wie?',
    'Was ist eine Liste?',
    'What is a list?',
    'List comprehension in Python?',
    'Sind alle Modelle offen?',
    'Are all models open?',
    'Warum nennen alle Llama offen?',
    'Are there models for German?',
    'How many models are there?',
    'Wie viele Modelle gibt es?',
    'Welche Fähren gibt es und wie groß sind sie?',
    'List all ferries and how large they are',
    'alle',
    'nenne alle',
    '',
    `nenne alle ${'Modelle '.repeat(60)}`,
  ])('%s', (question) => {
    expect(listWish(question)).toBeNull();
  });
});
