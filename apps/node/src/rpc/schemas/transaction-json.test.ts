import { bytesToHex, encodeAddress } from '@tos/crypto';
import { networks } from '@tos/protocol';
import { decodeBatch, encodeTransaction, type Transaction, transactionHash } from '@tos/transaction';
import { expect, test } from 'vitest';
import { burnSample, examples, transfersSample } from '../../../../../packages/transaction/test/samples.ts';
import {
  toTransactionJson,
  toTransactionResponseJson,
  transactionJson,
  transactionResponseJson,
} from './transaction-json.ts';

const { devnet } = networks;

function jsonOf(transaction: Transaction): ReturnType<typeof toTransactionJson> {
  return toTransactionJson(decodeBatch([encodeTransaction(transaction)]), 0, devnet);
}

test('a transaction has the members of the original, and its fee type', () => {
  const wire = encodeTransaction(burnSample);
  expect(jsonOf(burnSample)).toEqual({
    hash: bytesToHex(transactionHash(wire)),
    version: 1,
    chain_id: 3,
    source: encodeAddress(burnSample.source, devnet),
    data: { burn: { asset: '00'.repeat(32), amount: 0x0102030405060708n } },
    fee: 10_000n,
    fee_type: 0,
    nonce: 7n,
    reference: { hash: 'b2'.repeat(32), topoheight: 2n ** 40n + 5n },
    multisig: null,
    signature: '07'.repeat(64),
    size: wire.length,
  });
});

test('co-signatures are listed with the places of their signers', () => {
  expect(jsonOf(transfersSample).multisig).toEqual({
    signatures: [
      { id: 0, signature: '01'.repeat(64) },
      { id: 9, signature: '02'.repeat(64) },
    ],
  });
});

test('an empty list of co-signatures is not none', () => {
  expect(jsonOf({ ...burnSample, multisig: [] }).multisig).toEqual({ signatures: [] });
});

test.each(Object.entries(examples))('%s has the shape that the schema describes', (_, payload) => {
  const json = jsonOf({ ...burnSample, payload, nonce: 2n ** 64n - 1n });
  expect(transactionJson.parse(json)).toEqual(json);
});

test('a transaction that waits has the second in which it came', () => {
  const transaction = jsonOf(burnSample);
  const json = toTransactionResponseJson(transaction, { blocks: [], executedIn: null, firstSeen: 1_700_000_000_999 });
  expect(json).toEqual({
    blocks: null,
    executed_in_block: null,
    in_mempool: true,
    first_seen: 1_700_000_000,
    ...transaction,
  });
  expect(transactionResponseJson.parse(json)).toEqual(json);
});

test('a transaction of blocks names them, and the one that executed it', () => {
  const transaction = jsonOf(burnSample);
  const [first, second] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
  const json = toTransactionResponseJson(transaction, { blocks: [first, second], executedIn: second, firstSeen: null });
  expect(json).toMatchObject({
    blocks: ['01'.repeat(32), '02'.repeat(32)],
    executed_in_block: '02'.repeat(32),
    in_mempool: false,
    first_seen: null,
  });
  expect(transactionResponseJson.parse(json)).toEqual(json);
});
