import { expect, test } from 'vitest';
import {
  calibrationFrom,
  MAX_CALIBRATION_TRAILS,
  sampleTrails,
} from '../../../src/indexing/vectors/calibrate.ts';
import { CALIBRATION_PROBES } from '../../../src/indexing/vectors/calibration-probes.ts';

test('leaves the outer tenths out of the unrelated values', () => {
  const values = [99, ...Array.from({ length: 8 }, () => 0.5), -99];
  expect(calibrationFrom(values, [0.8, 1])).toEqual({
    unrelated: 0.5,
    related: 0.9,
  });
});

test('samples distinct trails, always the same', () => {
  const passages = Array.from({ length: 300 }, (_, index) => ({
    id: `a#${index}`,
    articleId: 'a',
    title: 'T',
    section: `S${Math.floor(index / 3)}`,
    text: '',
    language: 'de',
    url: null,
  }));
  const trails = sampleTrails(passages);
  expect(trails).toHaveLength(MAX_CALIBRATION_TRAILS);
  expect(new Set(trails).size).toBe(trails.length);
  expect(sampleTrails([...passages].reverse())).toEqual(trails);
  expect(sampleTrails([])).toEqual([]);
});

test('has distinct probes in both languages', () => {
  expect(CALIBRATION_PROBES).toHaveLength(40);
  expect(new Set(CALIBRATION_PROBES).size).toBe(40);
});
