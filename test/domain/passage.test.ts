import { expect, it } from 'vitest';
import { datedTrail, passageTrail, shownDay, shownTrail } from '../../src/domain/passage.ts';

it.each([
  [{ title: 'Llama 2', section: 'Lizenz > Grenzen' }, 'Llama 2 > Lizenz > Grenzen'],
  [{ title: 'Llama 2', section: '' }, 'Llama 2'],
])('the trail of %j is "%s"', (passage, trail) => {
  expect(passageTrail(passage)).toBe(trail);
});

it.each([
  [{ title: 'Llama 2', section: 'Lizenz > Grenzen' }, 'Llama 2 › Lizenz › Grenzen'],
  [{ title: 'Llama 2', section: '' }, 'Llama 2'],
  [{ title: '', section: 'Lizenz > Grenzen' }, 'Lizenz › Grenzen'],
])('people see %j as "%s"', (passage, trail) => {
  expect(shownTrail(passage)).toBe(trail);
});

it.each([
  ['2023-07-18', 'de', '18.07.2023'],
  ['2023-07-18', 'en', '18 Jul 2023'],
  [null, 'de', null],
  [undefined, 'en', null],
  ['some day', 'en', null],
] as const)('the day %s is shown in %s as %s', (date, language, shown) => {
  expect(shownDay(date, language)).toBe(shown);
  const trail = datedTrail({ title: 'Llama 2', section: '', published: date }, language);
  expect(trail).toBe(shown === null ? 'Llama 2' : `Llama 2 (${shown})`);
});
