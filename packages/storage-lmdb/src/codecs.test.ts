import { isTosError } from '@tos/protocol';
import type { ChainMetadata, StoredBlock } from '@tos/state';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockTopoheight, decodeBlock, encodeBlock } from './block-codec.ts';
import { decodeHead, decodeMetadata, encodeMetadata } from './metadata-codec.ts';
import { RowArena } from './row-arena.ts';
import { decodeVersion, encodeLatest, LATEST_PREFIX, latestFromVersion, latestTopoheight } from './version-codec.ts';

const bytes = fc.uint8Array({ maxLength: 40 });
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
const topoheight = fc.maxSafeNat();
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

const block: fc.Arbitrary<StoredBlock> = fc.record({
  hash,
  height: topoheight,
  topoheight: fc.option(topoheight),
  bytes,
  transactionHashes: fc.array(hash, { maxLength: 4 }),
  digest: fc.option(bytes),
  info: bytes,
});

const metadata: fc.Arbitrary<ChainMetadata> = fc.record({
  network: fc.string(),
  genesis: bytes,
  head: fc.record({ hash, height: topoheight, topoheight }),
  tips: fc.array(bytes, { maxLength: 3 }),
  supply: fc.record({ emitted: u64, burned: u64 }),
  digest: bytes,
});

const version = fc
  .tuple(topoheight, topoheight, fc.option(bytes))
  .map(([a, b, value]) => ({ topoheight: Math.max(a, b), previous: a === b ? null : Math.min(a, b), value }));

describe('rows come back as they went', () => {
  it('blocks', () => {
    fc.assert(
      fc.property(block, (stored) => {
        const row = encodeBlock(stored);
        expect(decodeBlock(stored.hash, row)).toEqual(stored);
        expect(blockTopoheight(row)).toBe(stored.topoheight);
      }),
    );
  });

  it('metadata', () => {
    fc.assert(
      fc.property(metadata, (stored) => {
        expect(decodeMetadata(encodeMetadata(stored))).toEqual(stored);
      }),
    );
  });

  it('versions', () => {
    fc.assert(
      fc.property(version, (stored) => {
        const row = encodeLatest(new RowArena(), stored);
        expect(latestTopoheight(row)).toBe(stored.topoheight);
        expect(decodeVersion(stored.topoheight, row, LATEST_PREFIX)).toEqual(stored);
        const versionRow = row.subarray(LATEST_PREFIX);
        expect(decodeVersion(stored.topoheight, versionRow, 0)).toEqual(stored);
        expect(latestFromVersion(new RowArena(), stored.topoheight, versionRow)).toEqual(row);
      }),
    );
  });

  it('rows that fill the memory of an arena', () => {
    const arena = new RowArena();
    const sizes = Array.from({ length: 400 }, (_, i) => (i * 997) % 40_000);
    const rows = sizes.map((size, i) => arena.take(size).fill(i));
    for (const [i, row] of rows.entries()) {
      expect([row.length, row.every((byte) => byte === (i & 255))], `row ${i}`).toEqual([sizes[i], true]);
    }
  });
});

describe('a damaged row is TOS_STORAGE_CORRUPT, or reads as something else of the same form', () => {
  const decoders: Record<string, (row: Uint8Array) => unknown> = {
    block: (row) => decodeBlock(new Uint8Array(32), row),
    blockTopoheight,
    metadata: decodeMetadata,
    head: decodeHead,
    latest: (row) => decodeVersion(latestTopoheight(row), row, LATEST_PREFIX),
    version: (row) => decodeVersion(1000, row, 0),
  };
  const row = fc.oneof(
    bytes,
    fc.uint8Array({ minLength: 40, maxLength: 300 }),
    block.map(encodeBlock),
    metadata.map(encodeMetadata),
    version.map((stored) => encodeLatest(new RowArena(), stored)),
  );
  const damaged = fc
    .tuple(row, fc.nat({ max: 300 }), fc.option(fc.tuple(fc.nat({ max: 60 }), fc.nat({ max: 255 }))))
    .map(([whole, length, change]) => {
      const part = whole.slice(0, length);
      if (change && change[0] < part.length) part[change[0]] = change[1];
      return part;
    });

  it.each(Object.entries(decoders))('%s', (_, decode) => {
    fc.assert(
      fc.property(damaged, (part) => {
        try {
          decode(part);
        } catch (error) {
          expect(isTosError(error, 'TOS_STORAGE_CORRUPT'), String(error)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('a row that ends early, or goes on, is refused', () => {
    fc.assert(
      fc.property(block, metadata, fc.nat(), (storedBlock, storedMetadata, cut) => {
        for (const [whole, decode] of [
          [encodeBlock(storedBlock), decoders['block']!],
          [encodeMetadata(storedMetadata), decoders['metadata']!],
        ] as const) {
          expect(() => decode(whole.slice(0, cut % whole.length))).toThrow();
          expect(() => decode(Uint8Array.of(...whole, 0))).toThrow();
        }
      }),
    );
  });
});
