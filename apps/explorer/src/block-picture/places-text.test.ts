import { expect, test } from 'vitest';
import { placesText } from './places-text.ts';

test.each([
  { places: [], text: '' },
  { places: [7], text: '7' },
  { places: [0, 1, 2, 3], text: '0–3' },
  { places: [0, 1, 5, 1000, 1001], text: '0–1, 5, 1,000–1,001' },
  { places: Array.from({ length: 50 }, (_, index) => index * 2), text: '0, 2, 4, 6, 8, 10 and 44 more' },
])('$text', ({ places, text }) => {
  expect(placesText(places)).toBe(text);
});
