import { createNobleVerifier } from '@tos/crypto';
import { networks, U64_MAX } from '@tos/protocol';
import {
  buildTransaction,
  decodeSequence,
  decodeTransaction,
  encodeTransaction,
  transactionAt,
  verifySignatures,
} from '@tos/transaction';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyPairOf, loadAccounts, publicKeysOf } from '../accounts/dev-accounts.ts';
import { LoadSigner, type LoadTransfer } from './load-signer.ts';

const ACCOUNTS = 7;
const signer = new LoadSigner(ACCOUNTS);
const keyPairs = Array.from({ length: ACCOUNTS }, (_, i) => keyPairOf(loadAccounts, i));

const u64 = fc.bigInt({ min: 0n, max: U64_MAX });
const index = fc.nat(ACCOUNTS - 1);
const transfer = fc
  .record({ sender: index, receiver: index, nonce: u64, amount: fc.bigInt({ min: 1n, max: U64_MAX }) })
  .filter(({ sender, receiver }) => sender !== receiver);
const reference = fc.record({ hash: fc.uint8Array({ minLength: 32, maxLength: 32 }), topoheight: u64 });

/** The oracle: the builder of wallets, with the nonce that the signer takes. */
function built({ sender, receiver, nonce, amount }: LoadTransfer, at: { hash: Uint8Array; topoheight: bigint }) {
  const destination = keyPairs[receiver]!.publicKey;
  return buildTransaction({
    network: networks.devnet,
    keyPair: keyPairs[sender]!,
    payload: { type: 'transfers', transfers: [{ asset: new Uint8Array(32), destination, amount, extraData: null }] },
    nonce,
    reference: at,
    signatureNonce: 'deterministic',
  });
}

test('the accounts are those of the series', () => {
  expect(signer.accounts).toEqual(keyPairs.map(({ publicKey }) => publicKey));
  expect(publicKeysOf(loadAccounts, 2)).toEqual(signer.accounts.slice(0, 2));
});

test('whatever is transferred, the bytes are those that a wallet would send', () => {
  fc.assert(
    fc.property(fc.array(transfer, { maxLength: 5 }), reference, (transfers, at) => {
      const batch = signer.sign(transfers, at);
      expect(batch.count).toBe(transfers.length);
      const { batch: decoded, end } = decodeSequence(batch.bytes, 0, batch.count);
      expect(end).toBe(batch.bytes.length);
      transfers.forEach((one, i) => {
        const expected = built(one, at);
        expect(transactionAt(decoded, i)).toEqual(expected);
        expect(signer.wireAt(batch, i)).toEqual(encodeTransaction(expected));
      });
    }),
    { numRuns: 40 },
  );
});

test('a block of them verifies', () => {
  const transfers = Array.from({ length: 300 }, (_, i) => ({
    sender: i % ACCOUNTS,
    receiver: (i + 1) % ACCOUNTS,
    nonce: BigInt(i),
    amount: 5n,
  }));
  const batch = signer.sign(transfers, { hash: new Uint8Array(32).fill(9), topoheight: 4n });
  const { batch: decoded } = decodeSequence(batch.bytes, 0, batch.count);
  const verdicts = verifySignatures(decoded, createNobleVerifier());
  expect(new Set(verdicts)).toEqual(new Set([1]));
  expect(decodeTransaction(signer.wireAt(batch, 299)).nonce).toBe(299n);
});
