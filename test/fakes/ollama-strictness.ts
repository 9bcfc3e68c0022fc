/** What a real server refuses; `test/contracts/ollama-requests.ts` holds fake and server to the same. */
export interface Refusal {
  readonly status: number;
  readonly error: string;
}

type Body = Readonly<Record<string, unknown>>;

const GO_TYPES: Readonly<Record<string, string>> = { boolean: 'bool', object: 'object' };
const REQUESTS: Readonly<Record<string, string>> = {
  '/api/chat': 'ChatRequest',
  '/api/embed': 'EmbedRequest',
  '/api/pull': 'PullRequest',
};
const FIELDS: Readonly<Record<string, 'string' | 'boolean'>> = {
  model: 'string',
  stream: 'boolean',
  truncate: 'boolean',
  shift: 'boolean',
};
const WHOLE_OPTIONS = ['num_ctx', 'num_predict', 'num_thread', 'seed'];
const REAL_OPTIONS = ['temperature'];
const GO_DURATION = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h)/u;
const THINKING = ['high', 'medium', 'low'];

/** Null for a request the server takes. */
export function refusalOf(path: string, body: Body): Refusal | null {
  const request = REQUESTS[path];
  if (request === undefined) return null;
  return (
    wrongField(request, body) ??
    wrongDuration(body['keep_alive']) ??
    wrongThinking(body['think']) ??
    (path === '/api/embed' ? wrongInput(body['input']) : null) ??
    (path === '/api/chat' ? wrongMessages(body['messages']) : null)
  );
}

/** What the server finds wrong after it has looked for the model. Null for what it takes. */
export function lateRefusalOf(body: Body): Refusal | null {
  const options = (body['options'] ?? {}) as Body;
  const mistyped = (names: readonly string[]) =>
    names.find((name) => options[name] !== undefined && typeof options[name] !== 'number');
  const whole = mistyped(WHOLE_OPTIONS);
  if (whole !== undefined) return refusal(500, `option "${whole}" must be of type integer`);
  const real = mistyped(REAL_OPTIONS);
  if (real !== undefined) return refusal(500, `option "${real}" must be of type float32`);
  return wrongFormat(body['format']);
}

function refusal(status: number, error: string): Refusal {
  return { status, error };
}

function wrongField(request: string, body: Body): Refusal | null {
  for (const [field, wanted] of Object.entries(FIELDS)) {
    const value = body[field];
    if (value === undefined || value === null || typeof value === wanted) continue;
    return mistyped(`${request}.${field}`, value, wanted);
  }
  return null;
}

function mistyped(field: string, value: unknown, wanted: string): Refusal {
  const given = GO_TYPES[typeof value] ?? typeof value;
  const type = GO_TYPES[wanted] ?? wanted;
  return refusal(
    400,
    `json: cannot unmarshal ${given} into Go struct field ${field} of type ${type}`,
  );
}

function wrongDuration(value: unknown): Refusal | null {
  if (value === undefined || value === null || typeof value === 'number') return null;
  if (typeof value !== 'string') {
    return refusal(400, `Unsupported type: '${GO_TYPES[typeof value] ?? typeof value}'`);
  }
  if (/^[-+]?\d+(?:\.\d*)?$/u.test(value) && Number(value) !== 0) {
    return refusal(400, `time: missing unit in duration "${value}"`);
  }
  let rest = value;
  for (let unit = GO_DURATION.exec(rest); unit !== null; unit = GO_DURATION.exec(rest)) {
    rest = rest.slice(unit[0].length);
    if (rest === '') return null;
  }
  const unknown = /^[-+]?[\d.]+([a-z]+)/iu.exec(rest)?.[1];
  return unknown === undefined
    ? refusal(400, `time: invalid duration "${value}"`)
    : refusal(400, `time: unknown unit "${unknown}" in duration "${value}"`);
}

function wrongThinking(value: unknown): Refusal | null {
  if (typeof value !== 'string' || THINKING.includes(value)) return null;
  return refusal(
    400,
    `invalid think value: "${value}" (must be "high", "medium", "low", true, or false)`,
  );
}

function wrongInput(value: unknown): Refusal | null {
  const isTexts = Array.isArray(value) && value.every((text) => typeof text === 'string');
  if (value === undefined || value === null || typeof value === 'string' || isTexts) return null;
  return refusal(400, 'invalid input type');
}

function wrongMessages(value: unknown): Refusal | null {
  for (const message of (value ?? []) as readonly Body[]) {
    for (const field of ['role', 'content']) {
      const given = message[field];
      if (given === undefined || given === null || typeof given === 'string') continue;
      return mistyped(`ChatRequest.messages.${field}`, given, 'string');
    }
  }
  return null;
}

function wrongFormat(value: unknown): Refusal | null {
  if (value === undefined || value === null || value === 'json' || value === '') return null;
  if (typeof value === 'object') return null;
  const shown = JSON.stringify(JSON.stringify(value));
  return refusal(500, `invalid format: ${shown}; expected "json" or a valid JSON Schema object`);
}
