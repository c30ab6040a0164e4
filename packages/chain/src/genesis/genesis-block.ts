import { blake3 } from '@tos/crypto';
import {
  type BlockCommit,
  balanceRef,
  compareRefs,
  EMPTY_DIGEST,
  encodeBalance,
  encodeU64Record,
  firstAssets,
  NATIVE_ASSET,
  nonceRef,
  type RecordWrite,
  SupplyCounter,
  stateDigest,
  supplyRef,
} from '@tos/state';
import { decodeBatch } from '@tos/transaction';
import { type Block, encodeBlock } from '../block/block.ts';
import { blockHash } from '../block/block-hash.ts';
import { BLOCK_VERSION } from '../block/block-header.ts';
import { encodeBlockInfo } from '../block/block-info.ts';
import { type Genesis, genesisBytes, genesisSupply } from './genesis.ts';

/** The block at height 0. It is empty; its extra nonce is the BLAKE3 of `genesisBytes`, so that its hash covers the whole genesis. */
export function genesisBlock(genesis: Genesis): Block {
  const extraNonce = blake3(genesisBytes(genesis));
  return {
    header: {
      version: BLOCK_VERSION,
      height: 0n,
      timestamp: BigInt(genesis.timestamp),
      nonce: 0n,
      extraNonce,
      tips: [],
      transactionHashes: new Uint8Array(0),
      miner: new Uint8Array(32),
    },
    transactions: decodeBatch([]),
  };
}

/** The records of the genesis block, sorted by (domain id, key): an account per allocation, the supply counters, the assets. */
export function genesisWrites(genesis: Genesis): RecordWrite[] {
  const supplied = genesisSupply(genesis);
  const accounts = genesis.allocations.flatMap(({ publicKey, amount }): RecordWrite[] => [
    { ref: nonceRef(publicKey), value: encodeU64Record(0n) },
    {
      ref: balanceRef(publicKey, NATIVE_ASSET),
      value: encodeBalance({ type: 'input', final: amount, output: null }),
    },
  ]);
  const supply: RecordWrite[] = [
    { ref: supplyRef(SupplyCounter.BURNED), value: encodeU64Record(0n) },
    { ref: supplyRef(SupplyCounter.EMITTED), value: encodeU64Record(supplied) },
  ];
  return [...accounts, ...supply, ...firstAssets].sort((a, b) => compareRefs(a.ref, b.ref));
}

/** The first commit of a chain. */
export function genesisCommit(genesis: Genesis): BlockCommit {
  const block = genesisBlock(genesis);
  const hash = blockHash(block.header);
  const writes = genesisWrites(genesis);
  const digest = stateDigest(EMPTY_DIGEST, 0, writes);
  const info = encodeBlockInfo({ baseReward: 0n, minerReward: 0n, devReward: 0n, gasFee: 0n });
  return {
    block: { hash, height: 0, topoheight: 0, bytes: encodeBlock(block), transactionHashes: [], digest, info },
    writes: writes.map((write) => ({ ...write, previous: null })),
    metadata: {
      network: genesis.network,
      genesis: hash,
      head: { hash, height: 0, topoheight: 0 },
      tips: [hash],
      supply: { emitted: genesisSupply(genesis), burned: 0n },
      digest,
    },
  };
}
