import { isTosError } from '@tos/protocol';
import { describe, expect, test } from 'vitest';
import { checkVerificationRecords, type VerificationRecords } from './signature-verifier.ts';

const MAX = 0xffff_ffff;

/** One record that fills its 100 bytes to the last one. */
const fitting: VerificationRecords = {
  bytes: new Uint8Array(100),
  count: 1,
  key: Uint32Array.of(68),
  messageOffset: Uint32Array.of(100),
  messageLength: Uint32Array.of(0),
  signature: Uint32Array.of(36),
};

function refused(change: Partial<VerificationRecords>, from = 0, to = 1, verdicts = new Uint8Array(1)): string {
  try {
    checkVerificationRecords({ ...fitting, ...change }, from, to, verdicts);
    return 'accepted';
  } catch (error) {
    return isTosError(error, 'TOS_INVALID_ARGUMENT') ? error.details.argument : String(error);
  }
}

describe('checkVerificationRecords', () => {
  test('accepts records up to the last byte, spare columns and empty ranges', () => {
    expect(refused({})).toBe('accepted');
    expect(refused({ key: Uint32Array.of(68, MAX) }, 0, 1, new Uint8Array(9))).toBe('accepted');
    expect(refused({ key: Uint32Array.of(MAX) }, 1, 1)).toBe('accepted');
    expect(refused({ count: 0 }, 0, 0, new Uint8Array())).toBe('accepted');
  });

  test.each<[string, Partial<VerificationRecords>]>([
    ['key past the end', { key: Uint32Array.of(69) }],
    ['key at the last u32', { key: Uint32Array.of(MAX) }],
    ['signature past the end', { signature: Uint32Array.of(37) }],
    ['signature at the last u32', { signature: Uint32Array.of(MAX) }],
    ['message past the end', { messageLength: Uint32Array.of(1) }],
    ['empty message past the end', { messageOffset: Uint32Array.of(101) }],
    ['message whose end wraps a u32', { messageOffset: Uint32Array.of(1), messageLength: Uint32Array.of(MAX) }],
    ['no bytes at all', { bytes: new Uint8Array() }],
  ])('refuses a %s', (_name, change) => {
    expect(refused(change)).toBe('records');
  });

  test.each(['key', 'messageOffset', 'messageLength', 'signature'] as const)('refuses a short column %s', (column) => {
    expect(refused({ [column]: new Uint32Array() })).toBe(`records.${column}`);
  });

  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d as a count or an end of the range', (bad) => {
    expect(refused({ count: bad })).toBe('records.count');
    expect(refused({}, bad, 1)).toBe('from');
    expect(refused({}, 0, bad)).toBe('to');
  });

  test('refuses a range past the records, turned round, or without room for its verdicts', () => {
    expect(refused({}, 0, 2, new Uint8Array(2))).toBe('to');
    expect(refused({}, 1, 0)).toBe('from');
    expect(refused({}, 0, 1, new Uint8Array())).toBe('verdicts');
  });
});
