/** How the models of one family are told who speaks; a server reads these marks in any text. */
export interface ChatTemplate {
  readonly family: string;
  /** Names between `<` and `>`, with or without a slash, e.g. `s` of `</s>`. */
  readonly tags?: readonly string[];
  /** Names between `[` and `]`. */
  readonly brackets?: readonly string[];
  /** What opens a line in front of a colon. */
  readonly roles?: readonly string[];
}

/**
 * Marks of the model families by their documented chat templates. Marks with a bar (`<|im_start|>`,
 * `[|user|]`, `<｜User｜>`: ChatML, Llama 3, Phi, harmony, EXAONE, DeepSeek, Command R, Granite) are
 * not listed: every one of them is broken at its opening.
 */
export const CHAT_TEMPLATES: readonly ChatTemplate[] = [
  { family: 'Llama 2', tags: ['s', 'SYS', 'unk'], brackets: ['INST'] },
  {
    family: 'Mistral',
    brackets: [
      ...['INST', 'SYSTEM_PROMPT', 'AVAILABLE_TOOLS', 'TOOL_CALLS', 'TOOL_RESULTS', 'TOOL_CONTENT'],
      ...['MODEL_SETTINGS', 'CALL_ID', 'ARGS', 'THINK', 'IMG', 'PREFIX', 'SUFFIX', 'MIDDLE'],
    ],
  },
  {
    family: 'Gemma',
    tags: ['start_of_turn', 'end_of_turn', 'start_of_image', 'end_of_image', 'bos', 'eos', 'pad'],
  },
  {
    family: 'thinking models',
    tags: ['think', 'thinking', 'thought', 'reasoning', 'answer', 'tool_call', 'tool_response'],
  },
  { family: 'Qwen tools', tags: ['tools', 'tool_calls', 'function_call', 'function_calls'] },
  { family: 'GLM', tags: ['sop', 'eop'], brackets: ['gMASK', 'MASK', 'sMASK'] },
  { family: 'Command R', tags: ['BOS_TOKEN', 'EOS_TOKEN', 'END_OF_TURN_TOKEN'] },
  { family: 'InternLM', tags: ['eoh', 'eoa', 'eosys'] },
  { family: 'Nemotron', tags: ['extra_id_0', 'extra_id_1', 'extra_id_2'] },
  { family: 'BERT tokens', brackets: ['CLS', 'SEP', 'PAD', 'UNK'] },
  { family: 'Vicuna', roles: ['user', 'assistant', 'system'] },
  { family: 'Alpaca', roles: ['instruction', 'instructions', 'input', 'response'] },
  { family: 'plain dialogue', roles: ['human', 'ai', 'bot', 'developer', 'tool', 'model'] },
  { family: 'plain dialogue in German', roles: ['benutzer', 'nutzer', 'assistent', 'anweisung'] },
];
