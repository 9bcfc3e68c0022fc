import { Ajv2020, type AnySchemaObject, type ValidateFunction } from 'ajv/dist/2020.js';
import * as spec from 'discord-api-spec/zod';
import { toJSONSchema, type ZodMiniType } from 'zod/mini';
import { FAULT } from './wire.ts';

/**
 * Discord's own request schemas, compiled once per process and made strict: an object of the schema
 * refuses unknown properties (zod writes `additionalProperties: false` for the output side).
 */
const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: false });

const FROM_SPEC = {
  'command-create': spec.ApplicationCommandCreateRequestSchema,
  'command-update': spec.ApplicationCommandUpdateRequestSchema,
  'callback-message': spec.CreateMessageInteractionCallbackRequestSchema,
  'callback-update': spec.UpdateMessageInteractionCallbackRequestSchema,
  'callback-modal': spec.ModalInteractionCallbackRequestSchema,
  'autocomplete-data': spec.InteractionApplicationCommandAutocompleteCallbackStringDataSchema,
  'followup-create': spec.IncomingWebhookInteractionRequestSchema,
  'followup-edit': spec.IncomingWebhookUpdateForInteractionCallbackRequestPartialSchema,
  'message-create': spec.MessageCreateRequestSchema,
  'message-edit': spec.MessageEditRequestPartialSchema,
  'thread-from-message': spec.CreateTextThreadWithMessageRequestSchema,
  'thread-alone': spec.CreateTextThreadWithoutMessageRequestSchema,
} satisfies Record<string, ZodMiniType>;

export type SchemaName = keyof typeof FROM_SPEC;

/** What discord.js always sends to threads although the route does not list it. */
const ALLOWANCES: Partial<Record<SchemaName, AnySchemaObject>> = {
  'thread-from-message': { type: { enum: [10, 11, 12] } },
};

/** The spec knows permissions as a number only; Discord documents and discord.js sends a string. */
const COMMAND_PERMISSIONS: AnySchemaObject = {
  default_member_permissions: {
    anyOf: [
      { type: 'null' },
      { type: 'string', pattern: '^\\d+$' },
      { type: 'integer', minimum: 0 },
    ],
  },
};

const compiled = new Map<SchemaName, ValidateFunction>();

function compile(name: SchemaName): ValidateFunction {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const schema = toJSONSchema(FROM_SPEC[name]) as AnySchemaObject;
  const extra = name.startsWith('command-') ? COMMAND_PERMISSIONS : ALLOWANCES[name];
  if (extra !== undefined) {
    schema.properties = { ...(schema.properties as AnySchemaObject), ...extra };
  }
  const validate = ajv.compile(schema);
  compiled.set(name, validate);
  return validate;
}

/** Compiles every schema now: some 100 ms each, which nothing that is measured should pay for. */
export function compileSchemas(): void {
  for (const name of Object.keys(FROM_SPEC) as SchemaName[]) compile(name);
}

/** @throws RestFault 50035 that names the place when `body` is not what Discord's schema says. */
export function checkSchema(name: SchemaName, body: unknown): void {
  const validate = compile(name);
  if (validate(asSent(body))) return;
  const errors = (validate.errors ?? []).slice(-4).map((error) => ({
    path: error.instancePath,
    message: `${error.message ?? ''} ${JSON.stringify(error.params)}`,
  }));
  throw FAULT.invalidBody({ schema: name, errors });
}

/** discord.js writes these two into every message body, whether the route knows them or not. */
function isHabit(key: string, value: unknown): boolean {
  return (key === 'enforce_nonce' || key === 'tts') && value === false;
}

function asSent(body: unknown): unknown {
  const text = JSON.stringify(body, (key, value: unknown) =>
    isHabit(key, value) ? undefined : value,
  );
  return JSON.parse(text) as unknown;
}
