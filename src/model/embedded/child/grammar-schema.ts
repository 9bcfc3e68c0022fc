type Schema = Readonly<Record<string, unknown>>;

/** What the grammar maker of the package understands; the rest would be taken for `null`. */
const KEPT = ['type', 'enum', 'const', '$ref', 'minItems', 'maxItems', 'minLength', 'maxLength'];
const ANYTHING = { type: ['string', 'number', 'boolean', 'null'] };

/**
 * A JSON schema in the words of the package's grammar maker. Limits that a grammar cannot hold
 * (numbers, patterns) are left out; every property is required, in its order.
 */
export function grammarSchema(schema: Schema): Schema {
  const { properties, items, prefixItems, additionalProperties, $defs } = schema;
  const choices = schema['oneOf'] ?? schema['anyOf'];
  const converted: Record<string, unknown> = {};
  for (const key of KEPT) if (schema[key] !== undefined) converted[key] = schema[key];
  if (Array.isArray(choices)) converted['oneOf'] = choices.map(convert);
  if (isSchema(properties)) converted['properties'] = each(properties);
  if (isSchema(items)) converted['items'] = convert(items);
  if (Array.isArray(prefixItems)) converted['prefixItems'] = prefixItems.map(convert);
  if (isSchema(additionalProperties)) {
    converted['additionalProperties'] = convert(additionalProperties);
  }
  if (isSchema($defs)) converted['$defs'] = each($defs);
  return Object.keys(converted).length === 0 ? ANYTHING : converted;
}

function each(schemas: Schema): Schema {
  return Object.fromEntries(Object.entries(schemas).map(([name, one]) => [name, convert(one)]));
}

function convert(value: unknown): Schema {
  return isSchema(value) ? grammarSchema(value) : ANYTHING;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
