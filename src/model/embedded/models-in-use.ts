import { basename } from 'node:path';
import { AppError } from '../../domain/errors.ts';
import { fullModelName } from '../model-names.ts';
import type { WeightsFile } from './protocol.ts';
import {
  defaultModels,
  knownNames,
  knownWeights,
  type KnownWeights,
  type ModelRole,
} from './weights/catalogue.ts';
import type { GetOptions, WeightsShelf } from './weights/weights-shelf.ts';

/** What the operator chose for a role. */
export interface ModelChoice {
  /** Name of the model; null: what suits the machine. */
  readonly model: string | null;
  /** File of the weights; null: from the folder of weights. */
  readonly file: string | null;
}

export interface ModelInUseOptions {
  readonly role: ModelRole;
  readonly choice: ModelChoice;
  readonly shelf: WeightsShelf;
  /** Memory of the machine. */
  readonly memoryBytes: number;
}

/** How files are told apart that hold one model in several precisions. */
const PRECISION = /[-.](?:i?q\d\w*|b?f16|f32)$/iu;

/** The model that plays one role: which one it is, where its weights are, and how to get them. */
export class ModelInUse {
  readonly #options: ModelInUseOptions;
  #name: string;

  constructor(options: ModelInUseOptions) {
    this.#options = options;
    const { model, file } = options.choice;
    this.#name = model ?? (file === null ? (this.#candidates()[0] ?? '') : nameOfFile(file));
  }

  /** As it was at the last look; without the tag that is meant without one. */
  name(): string {
    return this.#name.replace(/:latest$/u, '');
  }

  /** Null when they are not there. @throws AppError `model-missing` for a named file that is not */
  async find(): Promise<WeightsFile | null> {
    const { shelf, choice } = this.#options;
    if (choice.file !== null) return shelf.named(this.name(), choice.file);
    for (const name of this.#candidates()) {
      const known = knownWeights(name);
      const found = known === null ? null : await shelf.find(known);
      if (found === null) continue;
      this.#name = name;
      return { ...found, model: this.name() };
    }
    return null;
  }

  /** @throws AppError `model-missing` */
  async weights(): Promise<WeightsFile> {
    const found = await this.find();
    if (found !== null) return found;
    const model = this.name();
    throw new AppError(
      'model-missing',
      `The weights of ${model} are not there. Start with MODEL_DOWNLOAD=yes to get them, name a file, ` +
        `or take Ollama and run \`ollama pull ${model}\`.`,
      { details: { model } },
    );
  }

  /** Gets the weights of the first model that can be had. Throws as `WeightsShelf.get`. */
  async get(options: GetOptions): Promise<void> {
    const wanted = this.#candidates().map((name) => this.#known(name));
    for (const [at, known] of wanted.entries()) {
      try {
        await this.#options.shelf.get(known, options);
        return;
      } catch (thrown) {
        const isLast = at === wanted.length - 1;
        if (isLast || !(thrown instanceof AppError) || thrown.code !== 'model-unreachable')
          throw thrown;
      }
    }
  }

  #known(name: string): KnownWeights {
    const known = knownWeights(name);
    if (known !== null) return known;
    const { role } = this.#options;
    const variable = role === 'chat' ? 'CHAT_MODEL_FILE' : 'EMBED_MODEL_FILE';
    throw new AppError(
      'model-missing',
      `Without Ollama it is not known where the weights of ${name} are. Name a file (${variable}), or take ` +
        `one of ${knownNames(role).join(', ')}.`,
      { details: { model: name } },
    );
  }

  #candidates(): readonly string[] {
    const { role, choice, memoryBytes } = this.#options;
    return choice.model === null ? defaultModels(role, memoryBytes) : [fullModelName(choice.model)];
  }
}

function nameOfFile(path: string): string {
  return basename(path, '.gguf').replace(PRECISION, '').toLowerCase();
}
