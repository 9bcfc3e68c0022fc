import { expect, test } from 'vitest';
import { readableFormulas } from '../../src/text/readable-formulas.ts';
import { cpuMs, MAX_CPU_MS } from '../cpu-time.ts';

test.each([
  ['Es hat $7 \\times 10^9$ Parameter [1].', 'Es hat 7 × 10⁹ Parameter [1].'],
  ['$$7 \\cdot 10^{12}$$', '7 · 10¹²'],
  ['\\(2^{-24} \\approx 6 \\cdot 10^{-8}\\)', '2⁻²⁴ ≈ 6 · 10⁻⁸'],
  ['\\[ L \\leq \\sqrt{d_k} \\]', 'L ≤ √dₖ'],
  ['$\\frac{1}{2}$ of it', '1/2 of it'],
  ['$\\frac{a + b}{2}$', '(a + b)/2'],
  ['$\\text{softmax}\\left(\\frac{QK^T}{\\sqrt{d_k}}\\right)V$', 'softmax (QKᵀ/(√dₖ))V'],
  ['$x_{i+1} = x_i - \\eta \\nabla f(x_i)$', 'xᵢ₊₁ = xᵢ - η ∇ f(xᵢ)'],
  ['$E_{max}^{q}$', 'Eₘₐₓ^q'],
  ['$50\\,\\%^{1}$', '50 %¹'],
  ['$\\mathbb{R}^{n}$', 'Rⁿ'],
])('%s', (text, shown) => {
  expect(readableFormulas(text)).toBe(shown);
});

test.each([
  'It costs $5 or $10 a month.',
  'Zwischen 5$ und 10$.',
  'Set `$A_B` and `$C_D$`.',
  '```sh\necho $7 \\times 10^9$\n```',
  'Set $HOME/a_b and $PATH for it.',
  '$\\unknowncommand{x}^2$',
  'C:\\new_folder\\text',
  'Siehe \\(eins\\) und \\[zwei\\].',
  'a_b and c^2',
])('is no formula, or one that cannot be read otherwise: %s', (text) => {
  expect(readableFormulas(text)).toBe(text);
});

test.each(['$', '$$', '\\(', '\\[', '\\frac{', '$x^', '{', '$_{'])(
  'a hundred thousand of %s take no time',
  (piece) => {
    const tookMs = cpuMs(() => void readableFormulas(piece.repeat(100_000)));
    expect(tookMs).toBeLessThan(MAX_CPU_MS);
  },
);
