import { type BlockCommit, domains, encodeU64Record, type RecordRef } from '@tos/state';

/** The number of records to which each numbered block writes its number. */
export const NUMBERED_RECORDS = 50;

export function numberedRef(index: number): RecordRef {
  return { domain: domains.nonce, key: numberedHash(index) };
}

/** A block with its number in every part, so that a part of another block is recognised. */
export function numberedBlock(n: number): BlockCommit {
  const hash = numberedHash(n);
  const value = encodeU64Record(BigInt(n));
  return {
    block: {
      hash,
      height: n,
      topoheight: n,
      bytes: new Uint8Array(2000).fill(n),
      transactionHashes: [hash],
      digest: hash,
      info: hash,
    },
    writes: Array.from({ length: NUMBERED_RECORDS }, (_, i) => ({ ref: numberedRef(i), value })),
    metadata: {
      network: 'devnet',
      genesis: numberedHash(0),
      head: { hash, height: n, topoheight: n },
      tips: [hash],
      supply: { emitted: BigInt(n), burned: 0n },
      digest: hash,
    },
  };
}

function numberedHash(n: number): Uint8Array {
  const hash = new Uint8Array(32);
  new DataView(hash.buffer).setUint32(0, n);
  return hash;
}
