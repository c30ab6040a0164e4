import { blake3 } from '@noble/hashes/blake3.js';
import { concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import { TosError } from '@tos/protocol';
import { describe, expect, test } from 'vitest';
import { type Domain, domains, type RecordWrite, SupplyCounter } from './domain.ts';
import { multisigRef } from './records/multisig.ts';
import { nonceRef, supplyRef } from './records/plain-refs.ts';
import { encodeU64Record } from './records/u64-record.ts';
import { contentDigest, EMPTY_DIGEST, stateDigest } from './state-digest.ts';
import { compareBytes, Storage } from './storage/storage.ts';
import type { StorageManifest, StoredVersion, Topoheight } from './storage/storage-types.ts';

const ALICE = new Uint8Array(32).fill(0xa1);
const nonceWrite: RecordWrite = { ref: nonceRef(ALICE), value: encodeU64Record(7n) };
const deletion: RecordWrite = { ref: multisigRef(ALICE), value: null };
const supplyWrite: RecordWrite = { ref: supplyRef(SupplyCounter.BURNED), value: encodeU64Record(1n) };
const previous = new Uint8Array(32).fill(5);

// A write is domain, key length, key, 01, value length, value; a deletion ends with 00.
const nonceBytes = concatBytes(hexToBytes('010020'), ALICE, hexToBytes('01000000080000000000000007'));
const deletionBytes = concatBytes(hexToBytes('030020'), ALICE, hexToBytes('00'));
const supplyBytes = hexToBytes('0400010001000000080000000000000001');

describe('stateDigest', () => {
  test('hashes the digest before, the topoheight and each write', () => {
    expect(EMPTY_DIGEST).toEqual(new Uint8Array(32));
    expect(stateDigest(EMPTY_DIGEST, 0, [])).toEqual(blake3(new Uint8Array(40)));
    expect(stateDigest(previous, 0x0102030405, [nonceWrite, deletion, supplyWrite])).toEqual(
      blake3(concatBytes(previous, hexToBytes('0000000102030405'), nonceBytes, deletionBytes, supplyBytes)),
    );
  });

  test('a topoheight has 64 bits', () => {
    expect(stateDigest(previous, Number.MAX_SAFE_INTEGER, [])).toEqual(
      blake3(concatBytes(previous, hexToBytes('001fffffffffffff'))),
    );
  });

  test('everything that can differ makes a difference', () => {
    const digests = [
      stateDigest(EMPTY_DIGEST, 1, [nonceWrite, supplyWrite]),
      stateDigest(previous, 1, [nonceWrite, supplyWrite]),
      stateDigest(EMPTY_DIGEST, 2, [nonceWrite, supplyWrite]),
      stateDigest(EMPTY_DIGEST, 1, [supplyWrite, nonceWrite]),
      stateDigest(EMPTY_DIGEST, 1, [nonceWrite]),
      stateDigest(EMPTY_DIGEST, 1, []),
      stateDigest(EMPTY_DIGEST, 1, [{ ...nonceWrite, value: null }]),
      stateDigest(EMPTY_DIGEST, 1, [{ ...nonceWrite, value: new Uint8Array(0) }]),
      stateDigest(EMPTY_DIGEST, 1, [{ ...nonceWrite, value: encodeU64Record(8n) }]),
      stateDigest(EMPTY_DIGEST, 1, [{ ref: { domain: domains.multisig, key: ALICE }, value: encodeU64Record(7n) }]),
      stateDigest(EMPTY_DIGEST, 1, [{ ref: nonceRef(ALICE.with(31, 0)), value: encodeU64Record(7n) }]),
    ];
    expect(new Set(digests.map(String)).size).toBe(digests.length);
  });
});

const unused = (): never => {
  throw new TosError('TOS_INTERNAL', { reason: 'a content digest needs iterate alone' });
};

/** A storage with nothing but an `iterate` over nonces, by topoheight. */
class NoncesOnly extends Storage {
  readonly manifest: StorageManifest = {
    name: 'nonces only',
    persistent: false,
    durability: 'none',
    concurrentReaders: 'none',
    snapshots: false,
    pruning: false,
    stateImport: false,
  };
  readonly #nonces: readonly (readonly [key: Uint8Array, topoheight: Topoheight, value: Uint8Array])[];

  constructor(nonces: readonly (readonly [Uint8Array, Topoheight, Uint8Array])[]) {
    super();
    this.#nonces = nonces.toSorted(([a], [b]) => compareBytes(a, b));
  }

  protected override async _open() {}
  protected override async _close() {}
  protected override async *_iterate(domain: Domain, at = Number.MAX_SAFE_INTEGER) {
    if (domain !== domains.nonce) return;
    for (const [key, topoheight, value] of this.#nonces) {
      const version: StoredVersion = { topoheight, previous: null, value };
      if (topoheight <= at) yield [key, version] as const;
    }
  }
  protected override _metadata = unused;
  protected override _readMany = unused;
  protected override _history = unused;
  protected override _sizeOnDisk = unused;
  protected override _commit = unused;
  protected override _putBlock = unused;
  protected override _deleteBlock = unused;
  protected override _getBlock = unused;
  protected override _blocksAtHeight = unused;
  protected override _hashesAt = unused;
  protected override _locateTransaction = unused;
}

async function digestOf(nonces: ConstructorParameters<typeof NoncesOnly>[0], at?: Topoheight): Promise<Uint8Array> {
  const storage = new NoncesOnly(nonces);
  await storage.open();
  try {
    return await contentDigest(storage, at);
  } finally {
    await storage.close();
  }
}

const many = (count: number) =>
  Array.from({ length: count }, (_, i) => {
    const key = new Uint8Array(32);
    new DataView(key.buffer).setUint32(0, i);
    return [key, 0, encodeU64Record(BigInt(i))] as const;
  });
const bytesOf = ([key, , value]: ReturnType<typeof many>[number]): Uint8Array =>
  concatBytes(hexToBytes('010020'), key, hexToBytes('0100000008'), value);

describe('contentDigest', () => {
  test('of an empty state is the hash of 32 zero bytes', async () => {
    expect(await digestOf([])).toEqual(blake3(new Uint8Array(32)));
  });

  test('chains chunks of 4096 records', async () => {
    for (const count of [1, 4095, 4096, 4097, 8192]) {
      const nonces = many(count);
      let expected: Uint8Array = new Uint8Array(32);
      for (let from = 0; from <= count; from += 4096) {
        expected = blake3(concatBytes(expected, ...nonces.slice(from, from + 4096).map(bytesOf)));
      }
      expect(await digestOf(nonces), `${count} records`).toEqual(expected);
    }
  });

  test('depends on keys and values, not on when they were written', async () => {
    const one = [ALICE, 3, encodeU64Record(1n)] as const;
    const digest = await digestOf([one]);
    expect(await digestOf([[ALICE, 8, encodeU64Record(1n)]])).toEqual(digest);
    expect(await digestOf([[ALICE, 3, encodeU64Record(2n)]])).not.toEqual(digest);
    expect(await digestOf([[ALICE.with(0, 1), 3, encodeU64Record(1n)]])).not.toEqual(digest);
    expect(await digestOf([one, [ALICE.with(0, 1), 3, encodeU64Record(1n)]])).not.toEqual(digest);
  });

  test('can be taken of an earlier state', async () => {
    const old = [ALICE, 3, encodeU64Record(1n)] as const;
    const later = [ALICE.with(0, 1), 4, encodeU64Record(1n)] as const;
    expect(await digestOf([old, later], 3)).toEqual(await digestOf([old]));
    expect(await digestOf([old, later], 4)).not.toEqual(await digestOf([old]));
  });
});
