import { U64_MAX, u64High, u64Low } from '@tos/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Domain, domainList } from '../domain.ts';
import { decodeBalance, encodeBalance } from '../records/balance.ts';
import { decodeU64Record, encodeU64Record } from '../records/u64-record.ts';
import type { StoredVersion } from '../storage/storage-types.ts';
import { VersionColumns } from './version-columns.ts';

const ROOM = 4;

const u64 = fc.oneof(
  fc.constantFrom(0n, 1n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 63n, U64_MAX - 1n, U64_MAX),
  fc.bigInt(0n, U64_MAX),
);
const topoheight = fc.oneof(
  fc.constantFrom(0, 1, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER),
  fc.nat(Number.MAX_SAFE_INTEGER),
);
const balance = fc.oneof(
  fc.record({ type: fc.constantFrom('input', 'output'), final: u64, output: fc.constant(null) }),
  fc.record({ type: fc.constant('both' as const), final: u64, output: u64 }),
);

function recordOf(domain: Domain): fc.Arbitrary<Uint8Array> {
  if (domain.cell === 'u64') return u64.map(encodeU64Record);
  if (domain.cell === 'balance') return balance.map(encodeBalance);
  return fc.uint8Array({ maxLength: 20 });
}

/** Any version that a storage may return: none, a deletion, a record. */
function versionOf(domain: Domain): fc.Arbitrary<StoredVersion | undefined> {
  const version = fc.record({
    topoheight,
    previous: fc.option(topoheight),
    value: fc.option(recordOf(domain), { freq: 3 }),
  });
  return fc.option(version, { nil: undefined, freq: 5 });
}

/** A cell keeps its domain, as in an overlay. */
const place = fc.record({ side: fc.nat(1), cell: fc.nat(4 * ROOM - 1) });
const step = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), at: place, all: fc.tuple(...domainList.map(versionOf)) }),
  fc.record({ kind: fc.constant('copy' as const), at: place, from: place }),
);

const domainOf = (cell: number): Domain => domainList[cell % domainList.length]!;

function numberIn(domain: Domain, value: Uint8Array | null | undefined): bigint {
  if (value == null || domain.cell === 'bytes') return 0n;
  return domain.cell === 'u64' ? decodeU64Record(value) : decodeBalance(value).final;
}

test('what was put in comes back, of every domain, whatever is put over it, copied, and grown', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const sides = [new VersionColumns(ROOM), new VersionColumns(ROOM)];
      const oracle = [new Map<number, StoredVersion | undefined>(), new Map<number, StoredVersion | undefined>()];
      const fit = (side: number, cell: number): void => {
        while (sides[side]!.room <= cell) sides[side]!.grow();
      };
      for (const next of steps) {
        const { side, cell } = next.at;
        const domain = domainOf(cell);
        fit(side, cell);
        if (next.kind === 'put') {
          const version = next.all[cell % domainList.length];
          sides[side]!.put(cell, domain, version);
          oracle[side]!.set(cell, version);
        } else {
          const { side: other, cell: source } = next.from;
          if (!oracle[other]!.has(source) || domainOf(source) !== domain) continue;
          sides[side]!.copy(cell, domain, sides[other]!, source);
          oracle[side]!.set(cell, oracle[other]!.get(source));
        }
      }
      for (const [side, cells] of oracle.entries()) {
        let bytes = 0;
        for (const [cell, version] of cells) {
          const columns = sides[side]!;
          const domain = domainOf(cell);
          const name = `${domain.name} in cell ${cell}`;
          const value = version?.value;
          expect(columns.version(cell, domain), name).toEqual(version ?? null);
          expect(columns.exists(cell), name).toBe(value != null);
          const number = numberIn(domain, value);
          expect([columns.high(cell), columns.low(cell)], name).toEqual([u64High(number), u64Low(number)]);
          expect(columns.record(cell), name).toEqual(domain.cell === 'bytes' ? (value ?? undefined) : undefined);
          if (domain.cell === 'bytes' && value != null) bytes += 150 + value.length;
        }
        expect(sides[side]!.recordBytes).toBe(bytes);
      }
    }),
    { numRuns: 400 },
  );
});

test('bytes that are no record are refused', () => {
  for (const domain of domainList.filter(({ cell }) => cell !== 'bytes')) {
    for (const length of [0, 7, 10, 16, 18]) {
      const version = { topoheight: 1, previous: null, value: new Uint8Array(length).fill(6) };
      expect(() => new VersionColumns(ROOM).put(0, domain, version), `${domain.name} of ${length}`).toThrow(
        expect.objectContaining({ code: 'TOS_STORAGE_CORRUPT' }),
      );
    }
  }
});
