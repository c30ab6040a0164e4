import { describe, expect, test } from 'vitest';
import { SignatureCost } from './signature-cost.ts';

describe('what a signature takes', () => {
  test('50 us are assumed until signatures were verified', () => {
    const cost = new SignatureCost();
    expect(cost.microseconds).toBe(50);
    cost.verified(0, 3);
    expect(cost.microseconds).toBe(50);
  });

  test('measured as whole microseconds, at least 1', () => {
    const cost = new SignatureCost();
    cost.verified(4, 1);
    expect(cost.microseconds).toBe(250);
    for (const ms of [0, 1e-6]) {
      const cheap = new SignatureCost();
      cheap.verified(10, ms);
      expect(cheap.microseconds).toBe(1);
    }
  });

  test('follows another verifier, or other senders, within some hundred milliseconds of work', () => {
    const cost = new SignatureCost();
    for (let i = 0; i < 1000; i++) cost.verified(16, 16 * 2);
    for (let ms = 0; ms < 400; ms += 16 * 0.02) cost.verified(16, 16 * 0.02);
    expect(cost.microseconds).toBeLessThan(25);
    for (let ms = 0; ms < 400; ms += 16 * 2) cost.verified(16, 16 * 2);
    expect(cost.microseconds).toBeGreaterThan(1500);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, -1, 3_600_000])('a clock that shows %d ms does no harm', (ms) => {
    const cost = new SignatureCost();
    cost.verified(16, ms);
    expect(cost.microseconds).toBeLessThanOrEqual(10_000);
    for (let i = 0; i < 1000; i++) cost.verified(16, 16 * 0.05);
    expect(cost.microseconds).toBeGreaterThan(45);
    expect(cost.microseconds).toBeLessThan(55);
  });
});
