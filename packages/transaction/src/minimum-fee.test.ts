import { MAX_MULTISIG_PARTICIPANTS, MAX_TRANSACTION_SIZE, MAX_TRANSFER_COUNT } from '@tos/protocol';
import { expect, test } from 'vitest';
import { minimumFee } from './minimum-fee.ts';

test.each([
  [197, 0, 0, 10_000],
  [232, 1, 0, 15_000],
  [1024, 1, 0, 15_000],
  [1025, 1, 2, 35_000],
  [MAX_TRANSACTION_SIZE, MAX_TRANSFER_COUNT, MAX_MULTISIG_PARTICIPANTS, 14_015_000],
])('%d bytes, %d outputs, %d co-signatures: %d', (size, outputs, coSignatures, fee) => {
  expect(minimumFee(size, outputs, coSignatures)).toBe(fee);
});
