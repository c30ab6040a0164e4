// A block whose every part says its number, for processes and threads that run on dist/.
import { domains } from '@tos/state';

export const RECORDS = 50;

/** @param {number} index */
export function numberedRef(index) {
  return { domain: domains.nonce, key: hashOf(index) };
}

/** @param {number} n */
export function numberedValue(n) {
  const value = new Uint8Array(8);
  new DataView(value.buffer).setBigUint64(0, BigInt(n));
  return value;
}

/** @param {number} n */
export function numberedBlock(n) {
  const hash = hashOf(n);
  const writes = Array.from({ length: RECORDS }, (_, i) => ({ ref: numberedRef(i), value: numberedValue(n) }));
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
    writes,
    metadata: {
      network: 'devnet',
      genesis: hashOf(0),
      head: { hash, height: n, topoheight: n },
      tips: [hash],
      supply: { emitted: BigInt(n), burned: 0n },
      digest: hash,
    },
  };
}

/** @param {number} n */
function hashOf(n) {
  const hash = new Uint8Array(32);
  new DataView(hash.buffer).setUint32(0, n);
  return hash;
}
