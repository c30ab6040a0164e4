import type { MempoolEntry } from '@tos/chain';
import { bytesToHex } from '@tos/crypto';
import { TosError } from '@tos/protocol';
import { expect, test } from 'vitest';
import { accounts, wireWith } from '../../../../packages/chain/test/injected-devnet.ts';
import { openMethodDevnet } from '../../test/method-devnet.ts';
import { NodeEvents } from '../events/node-events.ts';
import { LeftTransactions } from './left-transactions.ts';

const hashOf = (n: number): Uint8Array => Uint8Array.of(n >> 8, n, ...new Uint8Array(30));
// Only the hash of an entry is read.
const entry = (n: number) => ({ hash: hashOf(n) }) as MempoolEntry;

test('a transaction that left is remembered with its reason, until it waits again or is executed', () => {
  const events = new NodeEvents();
  const left = new LeftTransactions();
  left.follow(events);
  for (const reason of ['replaced', 'evicted', 'expired', 'dropped'] as const) {
    events.emit('transactionLeft', entry(1), reason);
    expect(left.find(bytesToHex(hashOf(1)))).toMatchObject({ reason, error: null });
  }
  events.emit('transactionAdded', entry(1));
  expect(left.find(bytesToHex(hashOf(1)))).toBeUndefined();
  events.emit('transactionLeft', entry(1), 'executed');
  expect(left.find(bytesToHex(hashOf(1)))).toBeUndefined();
});

test('the newest are remembered, however many leave', () => {
  const events = new NodeEvents();
  const left = new LeftTransactions();
  left.follow(events);
  for (let n = 0; n < 5000; n++) events.emit('transactionLeft', entry(n), 'dropped');
  const found = Array.from({ length: 5000 }, (_, n) => left.find(bytesToHex(hashOf(n))) !== undefined);
  expect(found.indexOf(true)).toBe(3000);
  expect(found.lastIndexOf(false)).toBe(2999);
});

test('a refused transaction is answered with its rule, and what no transaction broke is not', async () => {
  const devnet = await openMethodDevnet();
  const transfer = { asset: new Uint8Array(32), destination: accounts[5]!, amount: 2n ** 60n, extraData: null };
  const wire = wireWith(
    { from: 0, nonce: 0n, payload: { type: 'transfers', transfers: [transfer] } },
    devnet.chain.head,
  );
  const error = await devnet.mempool.add(wire).then(
    () => new Error('taken'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof TosError)) throw error;
  const { hash } = error.details as { hash: string };
  expect(await devnet.call('get_left_transaction', { hash })).toBe(null);
  devnet.leftTransactions.refused(error);
  expect(await devnet.call('get_left_transaction', { hash })).toEqual({
    reason: 'refused',
    at: expect.any(BigInt),
    rule: {
      error_code: 0x0300n,
      name: 'INSUFFICIENT_BALANCE',
      message: expect.stringMatching(/^INSUFFICIENT_BALANCE \(0x0300\)/),
      remedy: expect.stringMatching(/./),
    },
  });
  for (const other of [new Error('x'), new TosError('TOS_CAPACITY', { what: 'x', limit: 1 }), undefined]) {
    devnet.leftTransactions.refused(other);
  }
});
