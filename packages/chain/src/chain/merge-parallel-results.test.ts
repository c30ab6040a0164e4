import { ParallelChainState } from '@tos/executor';
import {
  agentRef,
  assetRef,
  BlockOverlay,
  balanceRef,
  contractRef,
  domainList,
  encodeBalance,
  encodeMultisig,
  encodeU64Record,
  energyRef,
  frozenRef,
  multisigRef,
  NATIVE_ASSET,
  nameOwnerRef,
  nonceRef,
  ownedNameRef,
  type RecordRef,
  SupplyCounter,
  sessionKeyRef,
  shieldedRef,
  supplyRef,
} from '@tos/state';
import { expect, test, vi } from 'vitest';
import { type MergeCounts, mergeParallelResults } from './merge-parallel-results.ts';

const key = (fill: number) => new Uint8Array(32).fill(fill);
const multisig = encodeMultisig({ threshold: 1, participants: [key(9)] });

/** One record of each domain whose records rules hold as bytes, multisig excepted. */
const structured = [
  frozenRef(key(4)),
  nameOwnerRef(key(4)),
  ownedNameRef(key(4)),
  agentRef(key(4)),
  sessionKeyRef(key(4), 1n),
  contractRef(key(4)),
  shieldedRef(key(4), NATIVE_ASSET),
  assetRef(key(4)),
];

/** An overlay that has loaded the given records. */
function overlayOf(records: readonly (readonly [RecordRef, Uint8Array | null])[]) {
  const overlay = new BlockOverlay();
  const cells = records.map(([ref]) => overlay.cell(ref));
  overlay.load(
    cells,
    records.map(([, value]) => (value === null ? undefined : { topoheight: 3, previous: null, value })),
  );
  return { overlay, cells };
}

function everyDomain(): ParallelChainState {
  const { overlay, cells } = overlayOf([
    [nonceRef(key(2)), encodeU64Record(4n)],
    [nonceRef(key(1)), null],
    [balanceRef(key(1), NATIVE_ASSET), null],
    [balanceRef(key(1), key(7)), encodeBalance({ type: 'input', final: 6n, output: null })],
    [multisigRef(key(2)), multisig],
    [multisigRef(key(3)), null],
    [supplyRef(SupplyCounter.EMITTED), encodeU64Record(5n)],
    [supplyRef(SupplyCounter.BURNED), encodeU64Record(0n)],
    [nonceRef(key(8)), encodeU64Record(1n)],
    [balanceRef(key(8), NATIVE_ASSET), encodeBalance({ type: 'input', final: 6n, output: null })],
    [multisigRef(key(8)), multisig],
    [energyRef(key(4)), null],
    ...structured.map((ref) => [ref, null] as const),
  ]);
  const [nonce, newNonce, balance, otherAsset, dropped, added, emitted, burned] = cells;
  overlay.set(nonce!, 0, 5);
  overlay.set(newNonce!, 0, 0);
  overlay.add(balance!, 0, 3);
  overlay.sub(otherAsset!, 0, 6);
  overlay.setRecord(dropped!, null);
  overlay.setRecord(added!, multisig);
  overlay.add(emitted!, 0, 10);
  overlay.add(burned!, 0, 2);
  overlay.setRecord(cells[10]!, multisig.slice());
  overlay.add(cells[11]!, 0, 9);
  for (const cell of cells.slice(12)) overlay.setRecord(cell, key(7));
  return new ParallelChainState(overlay, 77n);
}

test('every domain, sorted, with what is replaced; deletions included, unchanged records absent', () => {
  const writes = mergeParallelResults(everyDomain());
  const before = (value: Uint8Array) => ({ topoheight: 3, previous: null, value });
  const sixBefore = encodeBalance({ type: 'input', final: 6n, output: null });
  const [u64, balance] = [encodeU64Record, encodeBalance];
  expect(writes).toEqual([
    { ref: nonceRef(key(1)), value: u64(0n), previous: null },
    { ref: nonceRef(key(2)), value: u64(5n), previous: before(u64(4n)) },
    {
      ref: balanceRef(key(1), NATIVE_ASSET),
      value: balance({ type: 'input', final: 3n, output: null }),
      previous: null,
    },
    {
      ref: balanceRef(key(1), key(7)),
      value: balance({ type: 'output', final: 0n, output: null }),
      previous: before(sixBefore),
    },
    { ref: multisigRef(key(2)), value: null, previous: before(multisig) },
    { ref: multisigRef(key(3)), value: multisig, previous: null },
    { ref: supplyRef(SupplyCounter.BURNED), value: u64(2n), previous: before(u64(0n)) },
    { ref: supplyRef(SupplyCounter.EMITTED), value: u64(15n), previous: before(u64(5n)) },
    { ref: energyRef(key(4)), value: u64(9n), previous: null },
    ...structured.map((ref) => ({ ref, value: key(7), previous: null })),
  ]);
  expect(new Set(writes.map(({ ref }) => ref.domain))).toEqual(new Set(domainList));
});

test('logs the counts once', () => {
  const log = vi.fn<(counts: MergeCounts) => void>();
  mergeParallelResults(everyDomain(), log);
  expect(log.mock.calls).toEqual([
    [
      {
        records: {
          nonce: 2,
          balance: 2,
          multisig: 2,
          supply: 2,
          energy: 1,
          frozen: 1,
          nameOwner: 1,
          ownedName: 1,
          agent: 1,
          sessionKey: 1,
          contract: 1,
          shielded: 1,
          asset: 1,
        },
        gasFee: 77n,
        burnedSupply: 2n,
      },
    ],
  ]);
});

test('counts nothing when nobody listens', () => {
  const state = everyDomain();
  const gasFee = vi.spyOn(state, 'getGasFee');
  const burned = vi.spyOn(state, 'getBurnedSupply');
  mergeParallelResults(state);
  expect(gasFee).not.toHaveBeenCalled();
  expect(burned).not.toHaveBeenCalled();
});

test('a block that changed nothing', () => {
  const log = vi.fn<(counts: MergeCounts) => void>();
  expect(mergeParallelResults(new ParallelChainState(overlayOf([]).overlay, 0n), log)).toEqual([]);
  expect(log.mock.calls[0]?.[0]).toMatchObject({ gasFee: 0n, burnedSupply: null });
});
