import { describe, expect, it } from 'vitest';
import { sharedShape, sideShape } from '../../src/answering/debate/schema.ts';

const PEOPLE = ['Anna Berg', 'Carl Dorn'];
const point = (fields: object = {}) => ({
  who: 'Anna Berg',
  passage: 1,
  kind: 'argument',
  claim: 'Atlas runs.',
  ...fields,
});

describe('the shape of a side', () => {
  const shape = sideShape(PEOPLE, 2);

  it('is a schema that a server’s grammar understands: enumerations, no references', () => {
    const text = JSON.stringify(shape.format);
    expect(text).toContain('"enum":["Anna Berg","Carl Dorn",""]');
    expect(text).toContain('"passage":{"type":"integer","enum":[1,2]}');
    expect(text).not.toMatch(/\$ref|\$schema|anyOf/u);
  });

  it('leaves nobody out of account where there are enough people', () => {
    expect(JSON.stringify(sideShape([...PEOPLE, 'Eva Falk'], 1).format)).toContain(
      '"enum":["Anna Berg","Carl Dorn","Eva Falk"]',
    );
  });

  it('reads a reply that fits, whatever stands around it', () => {
    const reply = { position: 'x', points: [point(), point({ who: '' })] };
    expect(shape.read(`Sure! ${JSON.stringify(reply)} Done.`)).toEqual({ reply });
  });

  it('says what is wrong with one that does not', () => {
    const wrong = shape.read(JSON.stringify({ position: 'x', points: [point({ passage: 9 })] }));
    expect('problem' in wrong && wrong.problem).toContain('points.0.passage');
    expect(shape.read('{"position": "x", "points": [')).toHaveProperty('problem');
  });

  it('saves what fits of a reply that was cut off, and counts what does not', () => {
    const text = `{"position": "A \\"b\\"", "points": [${JSON.stringify(point({ passage: '2', who: null, kind: 'opinion' }))}, {"who": 3}, {"who": "Carl`;
    expect(shape.salvage(text)).toEqual({
      reply: { position: 'A "b"', points: [point({ passage: 2, who: '' })] },
      lost: 1,
    });
  });

  it('saves nothing of nonsense', () => {
    expect(shape.salvage('lorem ipsum')).toEqual({ reply: { position: '', points: [] }, lost: 0 });
  });
});

describe('the shape of what is shared', () => {
  it('keeps what both grant and what is open apart, also in pieces', () => {
    const item = (claim: string) => JSON.stringify({ passage: 1, claim });
    const text = `{"common": [${item('a')}], "open": [${item('b')}, ${item('c')}`;
    expect(sharedShape(1).salvage(text).reply).toEqual({
      common: [{ passage: 1, claim: 'a' }],
      open: [
        { passage: 1, claim: 'b' },
        { passage: 1, claim: 'c' },
      ],
    });
  });
});
