/** What the models take of one machine, as far as it can be told. */
export interface ModelFootprint {
  /** Address of the server; null: they run in a process of the bot's own. */
  readonly host: string | null;
  /** Whether that is this machine. */
  readonly isHere: boolean;
  /** Of the server; null where there is none, or it did not say. */
  readonly version: string | null;
  /** Those of both models that are installed. */
  readonly models: readonly ModelSize[];
}

/** How large a model is, on disk and in memory. */
export interface ModelSize {
  readonly name: string;
  /** Of its weights on disk. */
  readonly bytes: number;
  /** What it takes of the machine's memory now; 0 while it is not loaded, null where nobody tells. */
  readonly loadedBytes: number | null;
  /** Whether a graphics card holds it, or a part of it. */
  readonly isOnCard: boolean;
}
