import { decodeBatch } from '@tos/transaction';
import { BLOCK_VERSION, type Block, type BlockHeader } from '../src/index.ts';
import { alice, bob, burn, transfer } from './devnet.ts';

const reference = { hash: new Uint8Array(32).fill(9), topoheight: 5 };

const transactions = decodeBatch([
  transfer({ from: alice, to: bob.publicKey, amount: 5n, nonce: 0n, reference }),
  burn({ from: bob, amount: 7n, nonce: 1n, reference }),
]);

export const sampleHeader: BlockHeader = {
  version: BLOCK_VERSION,
  height: 0x0102_0304_0506_0708n,
  timestamp: 0x1112_1314_1516_1718n,
  nonce: 0x2122_2324_2526_2728n,
  extraNonce: new Uint8Array(32).fill(3),
  tips: [new Uint8Array(32).fill(4), new Uint8Array(32).fill(5)],
  transactionHashes: transactions.hash,
  miner: new Uint8Array(32).fill(6),
};

export const sampleBlock: Block = { header: sampleHeader, transactions };
