/*
 * The part of the package node-llama-cpp 3.21.1 that is used here. It is installed when it is
 * needed, so its own types are not there when this is compiled.
 */

export type Token = number;

export interface LlamaApi {
  getLlama(options: {
    readonly gpu: 'auto' | false;
    readonly build: 'never';
    readonly skipDownload: true;
    readonly progressLogs: false;
    readonly logLevel: 'error';
    readonly logger: (level: string, message: string) => void;
    readonly maxThreads: number;
  }): Promise<Llama>;
  resolveChatWrapper(model: LlamaModel, options: { readonly warningLogs: false }): ChatWrapper;
  readonly LlamaGrammarEvaluationState: new (options: {
    readonly model: LlamaModel;
    readonly grammar: LlamaGrammar;
  }) => GrammarState;
  readonly GgufInsights: {
    from(info: unknown, llama: Llama): Promise<GgufInsights>;
  };
  readGgufFileInfo(
    path: string,
    options: { readonly logWarnings: false; readonly sourceType: 'filesystem' },
  ): Promise<unknown>;
}

export interface GgufInsights {
  estimateModelResourceRequirements(options: { readonly gpuLayers: number }): {
    readonly cpuRam: number;
  };
  estimateContextResourceRequirements(options: {
    readonly contextSize: number;
    readonly modelGpuLayers: number;
    readonly sequences?: number;
    readonly batchSize?: number;
    readonly isEmbeddingContext?: boolean;
  }): { readonly cpuRam: number };
}

export interface Llama {
  readonly gpu: string | false;
  readonly cpuMathCores: number;
  /** Most threads at work; 0: as many as each context has. */
  maxThreads: number;
  loadModel(options: {
    readonly modelPath: string;
    readonly useMmap: false;
    readonly ignoreMemorySafetyChecks: true;
  }): Promise<LlamaModel>;
  createGrammarForJsonSchema(schema: object): Promise<LlamaGrammar>;
}

export interface LlamaGrammar {
  readonly grammar: string;
}

/** Opaque: where in a grammar an answer is. */
export type GrammarState = object;

export interface LlamaModel {
  readonly tokenizer: object;
  readonly trainContextSize: number;
  tokenize(text: string, specialTokens?: boolean): Token[];
  detokenize(
    tokens: readonly Token[],
    specialTokens: boolean,
    lastTokens: readonly Token[],
  ): string;
  isEogToken(token: Token): boolean;
  createContext(options: {
    readonly contextSize: number;
    readonly sequences: number;
    readonly threads: number;
    readonly batchSize: number;
    readonly ignoreMemorySafetyChecks: true;
  }): Promise<LlamaContext>;
  createEmbeddingContext(options: {
    readonly contextSize: number;
    readonly batchSize: number;
    readonly threads: number;
    readonly ignoreMemorySafetyChecks: true;
  }): Promise<EmbeddingContext>;
}

export interface LlamaContext {
  getSequence(): LlamaSequence;
}

export interface LlamaSequence {
  readonly nextTokenIndex: number;
  compareContextTokens(tokens: readonly Token[]): { readonly firstDifferentIndex: number };
  adaptStateToTokens(tokens: readonly Token[], allowShift: boolean): Promise<void>;
  evaluate(
    tokens: readonly Token[],
    options: {
      readonly temperature: number;
      readonly grammarEvaluationState?: GrammarState;
    },
  ): AsyncGenerator<Token, void>;
  evaluateWithoutGeneratingNewTokens(tokens: readonly Token[]): Promise<void>;
}

export interface EmbeddingContext {
  getEmbeddingFor(input: readonly Token[]): Promise<{ readonly vector: readonly number[] }>;
  calculateInputLength(input: readonly Token[]): number;
}

export interface ChatWrapper {
  generateContextState(options: { readonly chatHistory: readonly ChatHistoryItem[] }): {
    readonly contextText: { tokenize(tokenizer: object): Token[] };
  };
}

export type ChatHistoryItem =
  | { readonly type: 'system' | 'user'; readonly text: string }
  | { readonly type: 'model'; readonly response: readonly string[] };
