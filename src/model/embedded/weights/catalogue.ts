export type ModelRole = 'chat' | 'embed';

/** A model whose weights are known to be had. */
export interface KnownWeights {
  /** As `CHAT_MODEL` or `EMBED_MODEL` names it. */
  readonly name: string;
  readonly role: ModelRole;
  /** Name in the folder of weights. */
  readonly file: string;
  /** Size of the download, to the nearest megabyte or better. */
  readonly bytes: number;
  /** Path on the model hub, `owner/repository/file`; null where it has none that is usual. */
  readonly hub: string | null;
  /** Whether `scripts/weights` makes it from packages, and what it then is. */
  readonly packages: { readonly sha256: string } | null;
  /** SPDX id, or its name where there is none. */
  readonly licence: string;
}

const KNOWN: readonly KnownWeights[] = [
  {
    name: 'llama3.2:latest',
    role: 'chat',
    file: 'Llama-3.2-3B-Instruct-Q4_K_M.gguf',
    bytes: 2_020_000_000,
    hub: 'bartowski/Llama-3.2-3B-Instruct-GGUF/Llama-3.2-3B-Instruct-Q4_K_M.gguf',
    packages: null,
    licence: 'Llama 3.2 Community',
  },
  {
    name: 'llama3.2:1b',
    role: 'chat',
    file: 'Llama-3.2-1B-Instruct-Q4_K_M.gguf',
    bytes: 808_000_000,
    hub: 'bartowski/Llama-3.2-1B-Instruct-GGUF/Llama-3.2-1B-Instruct-Q4_K_M.gguf',
    packages: null,
    licence: 'Llama 3.2 Community',
  },
  {
    name: 'qwen2.5-coder:1.5b',
    role: 'chat',
    file: 'qwen2.5-coder-1.5b-instruct.gguf',
    bytes: 1_117_320_768,
    hub: 'Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF/qwen2.5-coder-1.5b-instruct-q4_k_m.gguf',
    packages: { sha256: 'cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046' },
    licence: 'Apache-2.0',
  },
  {
    name: 'smollm2:135m',
    role: 'chat',
    file: 'SmolLM2-135M-Instruct.Q4_1.gguf',
    bytes: 98_362_432,
    hub: null,
    packages: { sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53' },
    licence: 'Apache-2.0',
  },
  {
    name: 'bge-m3:latest',
    role: 'embed',
    file: 'bge-m3-q8_0.gguf',
    bytes: 634_553_760,
    hub: 'ggml-org/bge-m3-Q8_0-GGUF/bge-m3-q8_0.gguf',
    packages: null,
    licence: 'MIT',
  },
  {
    name: 'multilingual-e5-small:latest',
    role: 'embed',
    file: 'multilingual-e5-small-q4_0.gguf',
    bytes: 73_816_960,
    hub: 'cstr/multilingual-e5-small-GGUF/multilingual-e5-small-q8_0.gguf',
    packages: { sha256: 'd993e0d6c70c5a0f5f6e4faf807056fd0fc019ea671c8e83bb62aaa7562336d4' },
    licence: 'MIT',
  },
];

const GIB = 1_073_741_824; // bytes
/** Machines with less get the smaller one of two models. */
const SMALL_CHAT_BELOW = 6 * GIB;
const SMALL_EMBEDDER_BELOW = 4 * GIB;

/** What is known of a model by its full name; null when its weights have to be named by a file. */
export function knownWeights(fullName: string): KnownWeights | null {
  return KNOWN.find(({ name }) => name === fullName) ?? null;
}

/** Full names of all models of a role. */
export function knownNames(role: ModelRole): readonly string[] {
  return KNOWN.filter((known) => known.role === role).map(({ name }) => name);
}

/**
 * What stands in where nobody has chosen: first what suits a machine with so much memory, then what
 * can be had without the model hub. Full names.
 */
export function defaultModels(role: ModelRole, memoryBytes: number): readonly string[] {
  if (role === 'chat') {
    return [
      memoryBytes < SMALL_CHAT_BELOW ? 'llama3.2:1b' : 'llama3.2:latest',
      'qwen2.5-coder:1.5b',
    ];
  }
  const small = 'multilingual-e5-small:latest';
  return memoryBytes < SMALL_EMBEDDER_BELOW ? [small] : ['bge-m3:latest', small];
}
