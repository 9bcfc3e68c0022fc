import { describe, expect, test } from 'vitest';
import { DISCARD } from '../../src/domain/ports.ts';
import { createThinkFilter } from '../../src/model/think-filter.ts';
import { cpuMs, MAX_CPU_MS } from '../cpu-time.ts';

function visible(pieces: readonly string[]): string {
  const filter = createThinkFilter();
  const text = pieces.map((piece) => filter.push(piece)).join('') + filter.end();
  return text.slice(text.lastIndexOf(DISCARD) + 1);
}

describe('createThinkFilter', () => {
  test.each([
    ['Plain text.', 'Plain text.'],
    ['<think>Hm.</think>\n\nAnswer', 'Answer'],
    ['\n<think>\n\n</think>\n\nAnswer <b>', 'Answer <b>'],
    ['Write <think> first, then text.', 'Write <think> first, then text.'],
    ['The mark `</think>` ends it.', 'The mark `</think>` ends it.'],
    ['<think>a</think>One.\n<think>b</think>\nTwo.', 'One.\nTwo.'],
    ['<thinking>Hm.</thinking>Answer', 'Answer'],
    ['[THINK]Hm [1].[/THINK]Answer [1].', 'Answer [1].'],
    ['<reasoning>Hm.</reasoning>\nAnswer', 'Answer'],
    ['<Think>Hm.</Think>Answer', 'Answer'],
    ['<think >Hm.</think >Answer', 'Answer'],
    ['<analysis>Hm.</analysis>Answer', 'Answer'],
    ['<scratchpad>Hm.</scratchpad>Answer', 'Answer'],
    ['<tool_call>{"a": 1}</tool_call>Answer', 'Answer'],
    ['<|begin_of_thought|>Hm.<|end_of_thought|>Answer', 'Answer'],
    ['<unused94>thought\nHm.<unused95>Answer', 'Answer'],
    ['<start_of_turn>model\nAnswer<end_of_turn>', 'Answer'],
    ['Answer<EOS>', 'Answer'],
    ['Answer<unk>', 'Answer'],
    ['◁think▷Hm.◁/think▷Answer', 'Answer'],
    ['Okay, let me see.\n</think>\n\nAnswer', 'Answer'],
    ['Okay, let me see.[/THINK]Answer', 'Answer'],
    [
      '<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Answer',
      'Answer',
    ],
    ['<|start|>assistant<|channel|>final<|message|>Answer<|return|>', 'Answer'],
    ['<|channel|>commentary<|message|>Hm.<|end|><|channel|>final<|message|>Answer', 'Answer'],
    ['<|im_start|>assistant<|im_sep|>Answer', 'Answer'],
    ['<|im_start|>assistant\nAnswer', 'Answer'],
    ['<|start_header_id|>assistant<|end_header_id|>\n\nAnswer<|eot_id|>', 'Answer'],
    ['Answer<|im_end|>\n<|im_start|>user\nAnd?', 'Answer'],
    ['<s> Answer</s>', 'Answer'],
    ['Answer [/INST] more', 'Answer  more'],
    ['Answer<end_of_turn>\n<start_of_turn>user', 'Answer'],
    ['Answer<｜end▁of▁sentence｜>', 'Answer'],
    ['If a < b and [1] then <b> and [THI', 'If a < b and [1] then <b> and [THI'],
    ['<think>never ends', ''],
    ['<thi', '<thi'],
    ['', ''],
  ])('%j becomes %j, in one piece or in single characters', (text, expected) => {
    expect(visible([text])).toBe(expected);
    expect(visible(Array.from(text))).toBe(expected);
  });

  test('passes visible text on at once', () => {
    const filter = createThinkFilter();
    expect(filter.push('Hel')).toBe('Hel');
    expect(filter.push('lo [1]')).toBe('lo [1]');
    expect(filter.push(' <think>')).toBe(' <think>');
  });

  test.each([
    ['<think>all of it', true],
    ['<think>some</think>of it', false],
    ['nothing of it', false],
    ['', false],
  ])('tells when all was thinking: %j', (text, expected) => {
    const filter = createThinkFilter();
    filter.push(text);
    filter.end();
    expect(filter.hasOnlyThought).toBe(expected);
  });

  test.each(['<', '<|', '[', '[THINK', '<think>', '</think>', '<|channel|>', '◁'])(
    'takes linear time for a hundred thousand of %s',
    (piece) => {
      const filter = createThinkFilter();
      const tookMs = cpuMs(() => {
        for (let at = 0; at < 100_000; at += 1) filter.push(piece);
        filter.end();
      });
      expect(tookMs).toBeLessThan(MAX_CPU_MS);
    },
  );
});
