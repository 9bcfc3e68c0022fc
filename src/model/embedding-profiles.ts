import { fullModelName } from './model-names.ts';

/** How one embedding model wants its texts. */
export interface EmbeddingProfile {
  /** Name of the table row; the base name of the model. */
  readonly name: string;
  /** Matches the model's name without namespace, always with a tag (`bge-m3:latest`). */
  readonly pattern: RegExp;
  /** Put before every question. */
  readonly queryPrefix: string;
  /** Put before every passage. */
  readonly passagePrefix: string;
  /** Length of a vector; null when it depends on the size of the model. */
  readonly dimensions: number | null;
  /** Longest input in the model's own tokens, prefix included. */
  readonly maxTokens: number;
  /** SPDX id of the weights' licence, or its name where there is none. */
  readonly licence: string;
}

/** Part of every embedder digest: raise it when a prefix below changes its meaning, not its text. */
export const PROFILE_VERSION = 1;

/** Instruction of the Qwen3-Embedding model card for retrieval; English also for German questions. */
const QWEN3_QUERY_PREFIX =
  'Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:';

/** Prefixes and limits as the model cards state them. First match wins. */
export const EMBEDDING_PROFILES: readonly EmbeddingProfile[] = [
  {
    name: 'bge-m3',
    pattern: /^bge-m3(?:-gguf)?:/u,
    queryPrefix: '',
    passagePrefix: '',
    dimensions: 1024,
    maxTokens: 8_192,
    licence: 'MIT',
  },
  {
    name: 'snowflake-arctic-embed2',
    pattern: /^snowflake-arctic-embed(?:2|-l-v2\.0)(?:-gguf)?:/u,
    queryPrefix: 'query: ',
    passagePrefix: '',
    dimensions: 1024,
    maxTokens: 8_192,
    licence: 'Apache-2.0',
  },
  {
    name: 'nomic-embed-text-v2-moe',
    pattern: /^nomic-embed-text-v2-moe(?:-gguf)?:/u,
    queryPrefix: 'search_query: ',
    passagePrefix: 'search_document: ',
    dimensions: 768,
    maxTokens: 512,
    licence: 'Apache-2.0',
  },
  {
    name: 'embeddinggemma',
    pattern: /^embeddinggemma(?:-300m)?(?:-gguf)?:/u,
    queryPrefix: 'task: search result | query: ',
    passagePrefix: 'title: none | text: ',
    dimensions: 768,
    maxTokens: 2_048,
    licence: 'Gemma',
  },
  {
    name: 'qwen3-embedding',
    pattern: /^qwen3-embedding(?:-[\d.]+b)?(?:-gguf)?:/u,
    queryPrefix: QWEN3_QUERY_PREFIX,
    passagePrefix: '',
    dimensions: null, // 1024 for 0.6b, 2560 for 4b, 4096 for 8b
    maxTokens: 32_768,
    licence: 'Apache-2.0',
  },
  {
    name: 'granite-embedding:278m',
    pattern: /^granite-embedding(?::278m|-278m-multilingual)/u,
    queryPrefix: '',
    passagePrefix: '',
    dimensions: 768,
    maxTokens: 512,
    licence: 'Apache-2.0',
  },
  {
    name: 'multilingual-e5-small',
    pattern: /^(?:intfloat-)?multilingual-e5-small(?:-gguf)?:/u,
    queryPrefix: 'query: ',
    passagePrefix: 'passage: ',
    dimensions: 384,
    maxTokens: 512,
    licence: 'MIT',
  },
  {
    name: 'paraphrase-multilingual',
    pattern: /^paraphrase-multilingual(?:-mpnet-base-v2)?(?:-gguf)?:/u,
    queryPrefix: '',
    passagePrefix: '',
    dimensions: 768,
    maxTokens: 512, // trained on 128; the server takes 512
    licence: 'Apache-2.0',
  },
];

/** For a model that is not in the table: no prefix, and short inputs that most models can take. */
export const FALLBACK_PROFILE: EmbeddingProfile = {
  name: 'unknown',
  pattern: /^/u,
  queryPrefix: '',
  passagePrefix: '',
  dimensions: null,
  maxTokens: 512,
  licence: 'unknown',
};

/** The profile of a model by its name on the server, with or without namespace and tag. */
export function embeddingProfile(model: string): EmbeddingProfile {
  const full = fullModelName(model);
  const base = full.slice(full.lastIndexOf('/') + 1);
  return EMBEDDING_PROFILES.find((profile) => profile.pattern.test(base)) ?? FALLBACK_PROFILE;
}
