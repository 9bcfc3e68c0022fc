import { expect, test } from 'vitest';
import { z } from 'zod';
import { grammarSchema } from '../../../../src/model/embedded/child/grammar-schema.ts';

test('keeps what a grammar can hold, in the order of the properties', () => {
  const shape = z.strictObject({
    who: z.enum(['Ada', '']),
    points: z
      .array(z.strictObject({ claim: z.string(), at: z.literal(3) }))
      .min(1)
      .max(5),
  });
  const schema = grammarSchema(z.toJSONSchema(shape));
  expect(schema).toEqual({
    type: 'object',
    properties: {
      who: { type: 'string', enum: ['Ada', ''] },
      points: {
        type: 'array',
        minItems: 1,
        maxItems: 5,
        items: {
          type: 'object',
          properties: { claim: { type: 'string' }, at: { type: 'number', const: 3 } },
        },
      },
    },
  });
  expect(Object.keys(schema['properties'] as object)).toEqual(['who', 'points']);
});

test('says choices in the one way that is understood', () => {
  const choice = { anyOf: [{ type: 'string' }, { type: 'null' }] };
  expect(grammarSchema(choice)).toEqual({ oneOf: [{ type: 'string' }, { type: 'null' }] });
});

test('leaves out limits that no grammar has', () => {
  expect(grammarSchema({ type: 'integer', minimum: 1, pattern: 'x', format: 'odd' })).toEqual({
    type: 'integer',
  });
});

test('converts definitions, and lets what it does not know be any plain value', () => {
  const schema = {
    $defs: { One: { anyOf: [{ const: 1 }] } },
    type: 'array',
    prefixItems: [{ $ref: '#/$defs/One' }],
    items: {},
  };
  expect(grammarSchema(schema)).toEqual({
    $defs: { One: { oneOf: [{ const: 1 }] } },
    type: 'array',
    prefixItems: [{ $ref: '#/$defs/One' }],
    items: { type: ['string', 'number', 'boolean', 'null'] },
  });
});
