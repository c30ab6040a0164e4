import { blake3 } from '@noble/hashes/blake3.js';
import { concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import { expect, test } from 'vitest';
import { sampleHeader } from '../../test/sample-block.ts';
import { blockHash, headerWorkHash, minerWork } from './block-hash.ts';
import type { BlockHeader } from './block-header.ts';

const hash = (fill: number) => new Uint8Array(32).fill(fill);

test('the preimages of 73 and 112 bytes', () => {
  const tips = blake3(concatBytes(hash(4), hash(5)));
  const work = concatBytes(hexToBytes('000102030405060708'), tips, blake3(sampleHeader.transactionHashes));
  expect(work.length).toBe(73);
  expect(headerWorkHash(sampleHeader)).toEqual(blake3(work));
  const counters = hexToBytes('11121314151617182122232425262728');
  const preimage = concatBytes(blake3(work), counters, hash(3), hash(6));
  expect(preimage.length).toBe(112);
  expect(minerWork(sampleHeader)).toEqual(preimage);
  expect(blockHash(sampleHeader)).toEqual(blake3(preimage));
});

test('covers every field', () => {
  const changes: Partial<BlockHeader>[] = [
    { version: 1 },
    { height: 1n },
    { timestamp: 1n },
    { nonce: 1n },
    { extraNonce: hash(1) },
    { tips: [] },
    { tips: [hash(5), hash(4)] },
    { transactionHashes: new Uint8Array(0) },
    { miner: hash(1) },
  ];
  const hashes = [{}, ...changes].map((change) => String(blockHash({ ...sampleHeader, ...change })));
  expect(new Set(hashes).size).toBe(hashes.length);
});
