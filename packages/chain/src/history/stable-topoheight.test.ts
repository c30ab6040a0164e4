import { expect, test } from 'vitest';
import { stableTopoheight } from './stable-topoheight.ts';

test('24 behind the head, never before genesis', () => {
  expect([0, 1, 24, 25, 100].map(stableTopoheight)).toEqual([0, 0, 0, 1, 76]);
});
