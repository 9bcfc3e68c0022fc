/** Plain JSON as it travels; the schemas say what it must be. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json | undefined;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The string a field must be; empty for anything else. */
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** A refusal in Discord's own shape. `code` is Discord's JSON error code. */
export class RestFault extends Error {
  readonly status: number;
  readonly code: number;
  readonly errors: Json | undefined;

  constructor(status: number, code: number, message: string, errors?: Json) {
    super(message);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
}

// https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
export const FAULT = {
  unauthorized: (): RestFault => new RestFault(401, 0, '401: Unauthorized'),
  notFound: (): RestFault => new RestFault(404, 0, '404: Not Found'),
  unknownChannel: (): RestFault => new RestFault(404, 10_003, 'Unknown Channel'),
  unknownMessage: (): RestFault => new RestFault(404, 10_008, 'Unknown Message'),
  unknownWebhook: (): RestFault => new RestFault(404, 10_015, 'Unknown Webhook'),
  unknownInteraction: (): RestFault => new RestFault(404, 10_062, 'Unknown interaction'),
  acknowledged: (): RestFault =>
    new RestFault(400, 40_060, 'Interaction has already been acknowledged.'),
  pollEdit: (): RestFault => new RestFault(400, 520_004, 'Cannot edit a poll message'),
  missingAccess: (): RestFault => new RestFault(403, 50_001, 'Missing Access'),
  missingPermissions: (): RestFault => new RestFault(403, 50_013, 'Missing Permissions'),
  expiredToken: (): RestFault => new RestFault(401, 50_027, 'Invalid Webhook Token'),
  emptyMessage: (): RestFault => new RestFault(400, 50_006, 'Cannot send an empty message'),
  invalidBody: (errors: Json): RestFault => new RestFault(400, 50_035, 'Invalid Form Body', errors),
} as const;

/** Message flags the server acts on. */
export const FLAG = {
  suppressEmbeds: 4,
  ephemeral: 64,
  loading: 128,
  componentsV2: 32_768,
} as const;
