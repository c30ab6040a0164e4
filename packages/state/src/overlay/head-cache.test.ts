import { bytesToHex } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { domainList, type RecordRef, type RecordWrite } from '../domain.ts';
import { decodeBalance } from '../records/balance.ts';
import { decodeU64Record } from '../records/u64-record.ts';
import type { StoredVersion } from '../storage/storage-types.ts';
import { BlockOverlay } from './block-overlay.ts';
import { HeadCache } from './head-cache.ts';

const textOf = ({ domain, key }: RecordRef): string => `${domain.id} ${bytesToHex(key)}`;

/** Three accounts, two assets or key ids, every domain. The account 00 is like any other. */
const universe: RecordRef[] = domainList.flatMap((domain) => {
  const [first, second] = domain.key;
  const firsts = first?.type === 'u8' ? [[0], [1]] : [0, 1, 2].map((n) => new Array<number>(32).fill(n));
  const seconds =
    second === undefined
      ? [[]]
      : second.type === 'u64'
        ? [0, 1].map((n) => [0, 0, 0, 0, 0, 0, 0, n])
        : [[0], [1, ...new Array<number>(32).fill(2)]];
  return firsts.flatMap((a) => seconds.map((b) => ({ domain, key: Uint8Array.of(...a, ...b) })));
});

type Step =
  | { readonly kind: 'block'; readonly uses: readonly number[]; readonly isCommitted: boolean }
  | { readonly kind: 'rollback' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('block' as const),
      uses: fc.array(fc.nat(universe.length - 1), { maxLength: 12 }),
      isCommitted: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rollback' as const) }) },
);

/** A storage as a map from record to newest version, for each block. */
class History {
  readonly states: Map<string, StoredVersion>[] = [new Map()];

  get head(): Map<string, StoredVersion> {
    return this.states[this.states.length - 1]!;
  }

  /** The topoheight of the next block. */
  get next(): number {
    return this.states.length - 1;
  }

  commit(writes: readonly RecordWrite[]): void {
    const next = new Map(this.head);
    for (const { ref, value } of writes) {
      const previous = next.get(textOf(ref))?.topoheight ?? null;
      next.set(textOf(ref), { topoheight: this.next, previous, value });
    }
    this.states.push(next);
  }
}

/** Loads the records through the cache. @returns the number of records that were read from the storage */
function load(overlay: BlockOverlay, refs: readonly RecordRef[], cache: HeadCache, history: History): number {
  for (const ref of refs) overlay.want(overlay.cell(ref));
  overlay.loadKnown(cache);
  const missing = overlay.takeMissing();
  overlay.load(
    missing,
    missing.map((cell) => history.head.get(textOf(overlay.ref(cell)))),
  );
  overlay.keepIn(cache, missing);
  return missing.length;
}

/** Asserts that a cell has what the storage has. */
function expectStored(overlay: BlockOverlay, ref: RecordRef, history: History, message: string): void {
  const cell = overlay.cell(ref);
  const stored = history.head.get(textOf(ref)) ?? null;
  expect(overlay.versionBefore(cell), message).toEqual(stored);
  const value = stored?.value ?? null;
  expect(overlay.exists(cell), message).toBe(value !== null);
  if (ref.domain.cell === 'bytes') expect(overlay.record(cell), message).toEqual(value);
  else if (ref.domain.cell === 'u64')
    expect(overlay.u64(cell), message).toBe(value === null ? 0n : decodeU64Record(value));
  else expect(overlay.u64(cell), message).toBe(value === null ? 0n : decodeBalance(value).final);
}

/** Commits the writes of a block to the storage and the cache. */
function commit(overlay: BlockOverlay, cache: HeadCache, history: History): void {
  const writes = overlay.writes();
  for (const { ref, previous } of writes)
    expect(previous, `before ${textOf(ref)}`).toEqual(history.head.get(textOf(ref)) ?? null);
  cache.apply(history.next, writes);
  history.commit(writes);
}

/** A change of each record that depends on its number: created, raised, lowered, both, replaced, or deleted if it can be. */
function change(overlay: BlockOverlay, ref: RecordRef, how: number): void {
  const cell = overlay.cell(ref);
  if (ref.domain.cell !== 'bytes') {
    if (how % 3 !== 1) overlay.add(cell, how % 5, 2 + how);
    if (how % 3 !== 0) overlay.sub(cell, 0, 1);
  } else overlay.setRecord(cell, how % 3 === 0 ? null : Uint8Array.of(how));
}

test('blocks over a cache see what blocks over the storage see, whatever is committed, rolled back, or forgotten', () => {
  fc.assert(
    fc.property(fc.constantFrom(0, 400, 2000, 1 << 20), fc.array(step, { maxLength: 30 }), (limitBytes, steps) => {
      const cache = new HeadCache(limitBytes);
      const history = new History();
      steps.forEach((next, at) => {
        if (next.kind === 'rollback') {
          if (history.states.length > 1) history.states.pop();
          cache.clear();
          return;
        }
        const overlay = new BlockOverlay();
        const refs = next.uses.map((use) => universe[use]!);
        load(overlay, refs, cache, history);
        for (const ref of refs) expectStored(overlay, ref, history, `step ${at}: ${textOf(ref)}`);
        next.uses.forEach((use, how) => {
          if (how % 2 === 0) change(overlay, universe[use]!, how);
        });
        if (!next.isCommitted) return;
        commit(overlay, cache, history);
      });
    }),
    { numRuns: 300 },
  );
});

test('what the last two blocks used is not read again', () => {
  const cache = new HeadCache(1 << 20);
  const history = new History();
  const refs = universe.slice(0, 9);
  expect(load(new BlockOverlay(), refs, cache, history)).toBe(9);
  expect(load(new BlockOverlay(), refs, cache, history)).toBe(0);
  expect(cache.stats()).toMatchObject({ hits: 9, misses: 9 });
});

test('what a block wrote is known however small the cache is, until the next one is applied', () => {
  const cache = new HeadCache(0);
  const history = new History();
  for (let block = 0; block < 5; block++) {
    const overlay = new BlockOverlay();
    load(overlay, universe, cache, history);
    for (const ref of universe) change(overlay, ref, 1);
    commit(overlay, cache, history);
    expect(load(new BlockOverlay(), universe, cache, history), `after block ${block}`).toBe(0);
  }
});

test('memory is bounded, whatever passes through', () => {
  const limit = 1 << 16;
  const cache = new HeadCache(limit);
  const history = new History();
  const nonce = domainList[0]!;
  for (let block = 0; block < 100; block++) {
    const overlay = new BlockOverlay();
    const refs = Array.from({ length: 50 }, (_, i) => {
      const key = new Uint8Array(32);
      new DataView(key.buffer).setUint32(0, 50 * block + i);
      return { domain: nonce, key };
    });
    load(overlay, refs, cache, history);
    for (const ref of refs) change(overlay, ref, 1);
    commit(overlay, cache, history);
    // Each generation may exceed its half by the records of one block.
    expect(cache.stats().bytes, `after block ${block}`).toBeLessThan(limit + 2 * 50 * 100);
  }
});

test('a limit that is no number of bytes is refused', () => {
  for (const limit of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => new HeadCache(limit), `${limit}`).toThrow(expect.objectContaining({ code: 'TOS_INVALID_ARGUMENT' }));
  }
});
