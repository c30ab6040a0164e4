import { expect, test } from 'vitest';
import { outcome } from '../test/outcome.ts';
import { burnSample } from '../test/samples.ts';
import { transactionAt } from './decode.ts';
import { decodeBatch } from './decode-batch.ts';
import { encodeTransaction } from './encode.ts';
import { hashAt, messageAt, sourceAt, wireAt } from './packed-batch.ts';
import { selectTransactions } from './select-transactions.ts';

test.each([-1, 1, 0.5, Number.NaN])('index %d is not in a batch of one', (i) => {
  const batch = decodeBatch([encodeTransaction(burnSample)]);
  for (const read of [hashAt, messageAt, sourceAt, wireAt, transactionAt]) {
    expect(
      outcome(() => read(batch, i)),
      read.name,
    ).toBe('TOS_INVALID_ARGUMENT');
  }
  expect(outcome(() => selectTransactions(batch, [0, i]))).toBe('TOS_INVALID_ARGUMENT');
});
