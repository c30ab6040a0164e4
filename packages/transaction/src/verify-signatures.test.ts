import { createKeyPair, createNobleVerifier, Verdict } from '@tos/crypto';
import { networks } from '@tos/protocol';
import { expect, test } from 'vitest';
import { buildTransaction } from './build-transaction.ts';
import { decodeBatch } from './decode-batch.ts';
import { encodeTransaction } from './encode.ts';
import { verifySignatures } from './verify-signatures.ts';

test('a verdict a transaction, in the order of the batch', () => {
  const keyPair = createKeyPair(Uint8Array.of(2, ...new Uint8Array(31)));
  const transactions = [0n, 1n, 2n].map((nonce) =>
    buildTransaction({
      network: networks.devnet,
      keyPair,
      payload: { type: 'burn', asset: new Uint8Array(32), amount: 1n },
      nonce,
      reference: { hash: new Uint8Array(32), topoheight: 0n },
    }),
  );
  const wires = transactions.map((transaction, i) =>
    encodeTransaction(i === 1 ? { ...transaction, fee: 1n } : transaction),
  );
  expect([...verifySignatures(decodeBatch(wires), createNobleVerifier())]).toEqual([
    Verdict.GOOD,
    Verdict.BAD,
    Verdict.GOOD,
  ]);
  expect(verifySignatures(decodeBatch([]), createNobleVerifier())).toEqual(new Uint8Array());
});
