import { expect, it } from 'vitest';
import { passageTrail, shownTrail } from '../../src/domain/passage.ts';

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
