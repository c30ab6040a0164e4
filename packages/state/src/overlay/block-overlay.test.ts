import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import { U64_MAX, u64High, u64Low } from '@tos/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { domainList, domains, type Field, type RecordRef, type RecordWrite, SupplyCounter } from '../domain.ts';
import { balanceRef, encodeBalance } from '../records/balance.ts';
import { frozenRef } from '../records/frozen.ts';
import { multisigRef } from '../records/multisig.ts';
import { NATIVE_ASSET } from '../records/native-asset.ts';
import { energyRef, nonceRef, shieldedRef, supplyRef } from '../records/plain-refs.ts';
import { encodeU64Record } from '../records/u64-record.ts';
import { compareRefs } from '../storage/storage.ts';
import { BlockOverlay } from './block-overlay.ts';
import type { CellId } from './cell-table.ts';

const ALICE = new Uint8Array(32).fill(0xa1);
const BOB = new Uint8Array(32).fill(0x0b);
const GOLD = new Uint8Array(32).fill(0x60);
const EDGES = [0n, 1n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 32n + 1n, 2n ** 53n, 2n ** 63n - 1n, 2n ** 63n, U64_MAX];

const halves = (value: bigint): [number, number] => [u64High(value), u64Low(value)];

function version(value: Uint8Array | null) {
  return { topoheight: 0, previous: null, value };
}

function balanceRecord(final: bigint): Uint8Array {
  return encodeBalance({ type: 'input', final, output: null });
}

/** A loaded cell of a new overlay. Without a value, the storage has no record. */
function loaded(ref: RecordRef, value?: Uint8Array): { overlay: BlockOverlay; cell: CellId } {
  const overlay = new BlockOverlay();
  const cell = overlay.cell(ref);
  overlay.load([cell], [value === undefined ? undefined : version(value)]);
  return { overlay, cell };
}

function describeWrites(writes: readonly RecordWrite[]): string[] {
  return writes.map(({ ref, value }) => `${ref.domain.id} ${bytesToHex(ref.key)} = ${value && bytesToHex(value)}`);
}

function writtenValue(overlay: BlockOverlay): Uint8Array | null | undefined {
  const writes = overlay.writes();
  expect(writes.length, 'writes').toBeLessThanOrEqual(1);
  return writes[0]?.value;
}

describe('names of records', () => {
  test('a cell has one number, whether named by parts or by key, and gives back its record', () => {
    const overlay = new BlockOverlay();
    const alice = overlay.intern(ALICE, 0);
    const gold = overlay.intern(GOLD, 0);
    for (const [cell, ref] of [
      [overlay.nonceCell(alice), nonceRef(ALICE)],
      [overlay.balanceCell(alice, 0), balanceRef(ALICE, NATIVE_ASSET)],
      [overlay.balanceCell(alice, gold), balanceRef(ALICE, GOLD)],
      [overlay.multisigCell(alice), multisigRef(ALICE)],
      [overlay.energyCell(alice), energyRef(ALICE)],
      [overlay.cellOf(domains.frozen, alice), frozenRef(ALICE)],
      [overlay.cellOf(domains.shielded, alice), shieldedRef(ALICE, NATIVE_ASSET)],
      [overlay.cellOf(domains.shielded, alice, gold), shieldedRef(ALICE, GOLD)],
      [overlay.supplyCell(SupplyCounter.BURNED), supplyRef(SupplyCounter.BURNED)],
      [overlay.supplyCell(SupplyCounter.EMITTED), supplyRef(SupplyCounter.EMITTED)],
    ] as const) {
      expect(overlay.cell(ref), ref.domain.name).toBe(cell);
      expect(overlay.ref(cell), ref.domain.name).toEqual(ref);
    }
    expect(overlay.cellCount).toBe(10);
    expect(overlay.internedBytes(alice)).toEqual(ALICE);
  });

  test('every domain: keys that differ have cells that differ, and give their bytes back', () => {
    const parts = {
      key32: [NATIVE_ASSET, ALICE, GOLD],
      asset: [Uint8Array.of(0), Uint8Array.of(1, ...ALICE), Uint8Array.of(1, ...GOLD)],
      u8: [Uint8Array.of(0), Uint8Array.of(1), Uint8Array.of(255)],
      u64: [0n, 1n, 2n ** 32n, 2n ** 64n - 1n].map(encodeU64Record),
    };
    const keys = (fields: readonly Field[]): Uint8Array[] =>
      fields.reduce<Uint8Array[]>(
        (heads, { type }) => {
          if (!(type in parts)) throw new Error(`no keys of type ${type}`);
          return heads.flatMap((head) => parts[type as keyof typeof parts].map((part) => concatBytes(head, part)));
        },
        [new Uint8Array(0)],
      );
    const overlay = new BlockOverlay();
    const refs = domainList.flatMap((domain) => keys(domain.key).map((key): RecordRef => ({ domain, key })));
    const cells = refs.map((ref) => overlay.cell(ref));
    expect(new Set(cells).size).toBe(refs.length);
    for (const [i, ref] of refs.entries()) {
      expect(overlay.ref(cells[i]!), ref.domain.name).toEqual(ref);
      for (const key of [ref.key.subarray(1), concatBytes(ref.key, Uint8Array.of(7))]) {
        expect(() => overlay.cell({ domain: ref.domain, key }), ref.domain.name).toThrow(ref.domain.name);
      }
    }
  });

  test('native TOS is asset 0 and has the short key; another asset has the long one', () => {
    const overlay = new BlockOverlay();
    expect(overlay.intern(NATIVE_ASSET, 0)).toBe(0);
    const alice = overlay.intern(ALICE, 0);
    expect(overlay.ref(overlay.balanceCell(alice, 0)).key).toEqual(Uint8Array.of(...ALICE, 0));
    const gold = overlay.intern(GOLD, 0);
    expect(overlay.ref(overlay.balanceCell(alice, gold)).key).toEqual(Uint8Array.of(...ALICE, 1, ...GOLD));
  });

  test('a supply counter is keyed by one byte, not by an interned string', () => {
    const overlay = new BlockOverlay();
    expect(overlay.ref(overlay.supplyCell(SupplyCounter.EMITTED)).key).toEqual(Uint8Array.of(1));
    expect(overlay.ref(overlay.cell({ domain: domains.supply, key: Uint8Array.of(255) })).key).toEqual(
      Uint8Array.of(255),
    );
  });

  test('a key of another length than its domain has is refused', () => {
    expect(() => new BlockOverlay().cell(nonceRef(ALICE.subarray(1)))).toThrow();
  });

  test('native TOS has no second name: 01 and 32 zero bytes is no key', () => {
    const key = Uint8Array.of(...ALICE, 1, ...NATIVE_ASSET);
    expect(() => new BlockOverlay().cell({ domain: domains.balance, key })).toThrow();
  });

  test('the zero key is an account like any other', () => {
    const { overlay, cell } = loaded(nonceRef(new Uint8Array(32)));
    overlay.set(cell, 0, 1);
    expect(overlay.writes()).toEqual([
      { ref: nonceRef(new Uint8Array(32)), value: encodeU64Record(1n), previous: null },
    ]);
  });
});

describe('loading', () => {
  test('a wanted cell is handed out once, however often it is asked for', () => {
    const overlay = new BlockOverlay();
    const [a, b, c] = [ALICE, BOB, GOLD].map((key) => overlay.cell(nonceRef(key)));
    overlay.want(a!);
    overlay.want(b!);
    overlay.want(a!);
    expect(overlay.takeMissing()).toEqual([a, b]);
    overlay.want(b!);
    expect(overlay.takeMissing()).toEqual([]);
    overlay.load([a!, b!, c!], [undefined, undefined, undefined]);
    for (const cell of [a!, b!, c!]) overlay.want(cell);
    expect(overlay.takeMissing()).toEqual([]);
  });

  test('a cell that was never loaded throws TOS_INTERNAL, whatever is done with it', () => {
    const overlay = new BlockOverlay();
    const cell = overlay.cell(nonceRef(ALICE));
    overlay.want(cell);
    expect(overlay.isLoaded(cell)).toBe(false);
    for (const [name, use] of Object.entries({
      exists: () => overlay.exists(cell),
      existedBefore: () => overlay.existedBefore(cell),
      u64: () => overlay.u64(cell),
      high: () => overlay.high(cell),
      low: () => overlay.low(cell),
      compare: () => overlay.compare(cell, 0, 0),
      add: () => overlay.add(cell, 0, 1),
      sub: () => overlay.sub(cell, 0, 0),
      set: () => overlay.set(cell, 0, 1),
      record: () => overlay.record(cell),
      setRecord: () => overlay.setRecord(cell, null),
    })) {
      expect(use, name).toThrow(expect.objectContaining({ code: 'TOS_INTERNAL' }));
    }
    expect(overlay.writes()).toEqual([]);
  });

  test('absent and deleted records are zero and do not exist', () => {
    for (const stored of [undefined, version(null)]) {
      const overlay = new BlockOverlay();
      const cell = overlay.cell(nonceRef(ALICE));
      overlay.load([cell], [stored]);
      expect(overlay.isLoaded(cell)).toBe(true);
      expect(overlay.exists(cell), String(stored)).toBe(false);
      expect(overlay.existedBefore(cell), String(stored)).toBe(false);
      expect(overlay.u64(cell), String(stored)).toBe(0n);
      expect(overlay.record(cell), String(stored)).toBeNull();
    }
  });

  test.each([
    ['nonce', nonceRef(ALICE), 7],
    ['balance', balanceRef(ALICE, NATIVE_ASSET), 8],
    ['supply', supplyRef(SupplyCounter.BURNED), 0],
  ])('a %s record that is too short throws TOS_STORAGE_CORRUPT', (_, ref, size) => {
    expect(() => loaded(ref, new Uint8Array(size))).toThrow(expect.objectContaining({ code: 'TOS_STORAGE_CORRUPT' }));
  });

  test.each([
    ['nonce', nonceRef(ALICE), new Uint8Array(9)],
    ['balance', balanceRef(ALICE, NATIVE_ASSET), new Uint8Array(10)],
    ['balance with unknown flags', balanceRef(ALICE, NATIVE_ASSET), new Uint8Array(9).with(0, 0xff)],
  ])('a %s record that its decoder refuses throws TOS_STORAGE_CORRUPT', (_, ref, value) => {
    expect(() => loaded(ref, value)).toThrow(expect.objectContaining({ code: 'TOS_STORAGE_CORRUPT' }));
  });

  test('fewer versions than cells are refused: an answer that is missing is not a missing record', () => {
    const overlay = new BlockOverlay();
    const cells = [ALICE, BOB].map((key) => overlay.cell(nonceRef(key)));
    expect(() => overlay.load(cells, [undefined])).toThrow();
  });

  test('values survive the growth of the columns', () => {
    const overlay = new BlockOverlay();
    const keyOf = (i: number) =>
      new Uint8Array(32)
        .fill(1)
        .with(0, i >> 8)
        .with(1, i & 0xff);
    const cells = Array.from({ length: 600 }, (_, i) =>
      overlay.cell(balanceRef(keyOf(i), i % 2 ? GOLD : NATIVE_ASSET)),
    );
    const valueAt = (i: number) => 2n ** 40n + BigInt(i);
    overlay.load(
      cells,
      cells.map((_, i) => version(balanceRecord(valueAt(i)))),
    );
    cells.forEach((cell, i) => {
      if (i % 3 === 0) overlay.add(cell, 0, 1);
    });
    for (let i = 600; i < 1500; i++) overlay.cell(nonceRef(keyOf(i)));
    cells.forEach((cell, i) => {
      expect(overlay.u64(cell), `cell ${i}`).toBe(valueAt(i) + (i % 3 === 0 ? 1n : 0n));
    });
    expect(overlay.writes()).toHaveLength(200);
  });
});

describe('numbers', () => {
  test('add and sub at every edge of a u64: right, or refused without effect', () => {
    for (const start of EDGES) {
      for (const amount of EDGES) {
        const what = `${start} and ${amount}`;
        const { overlay, cell } = loaded(nonceRef(ALICE), encodeU64Record(start));
        expect(overlay.compare(cell, ...halves(amount)), what).toSatisfy((difference: number) =>
          start < amount ? difference < 0 : start > amount ? difference > 0 : difference === 0,
        );
        const sum = start + amount;
        expect(overlay.add(cell, ...halves(amount)), what).toBe(sum <= U64_MAX);
        expect(overlay.u64(cell), what).toBe(sum <= U64_MAX ? sum : start);

        const other = loaded(nonceRef(ALICE), encodeU64Record(start));
        expect(other.overlay.sub(other.cell, ...halves(amount)), what).toBe(amount <= start);
        expect(other.overlay.u64(other.cell), what).toBe(amount <= start ? start - amount : start);
      }
    }
  });

  test('a refused addition does not create the record, nor mark the balance', () => {
    const { overlay, cell } = loaded(balanceRef(ALICE, NATIVE_ASSET), balanceRecord(U64_MAX));
    expect(overlay.add(cell, 0, 1)).toBe(false);
    expect(overlay.sub(cell, 0, 1)).toBe(true);
    expect(overlay.add(cell, 0, 2)).toBe(false);
    expect(writtenValue(overlay)).toEqual(encodeBalance({ type: 'output', final: U64_MAX - 1n, output: null }));
  });

  test('a record of zero is created by add, set, and by nothing else', () => {
    for (const ref of [nonceRef(ALICE), balanceRef(ALICE, NATIVE_ASSET)]) {
      const zero = ref.domain.cell === 'u64' ? encodeU64Record(0n) : balanceRecord(0n);
      const added = loaded(ref);
      added.overlay.add(added.cell, 0, 0);
      expect(writtenValue(added.overlay), ref.domain.name).toEqual(zero);
      const set = loaded(ref);
      set.overlay.set(set.cell, 0, 0);
      expect(writtenValue(set.overlay), ref.domain.name).toEqual(zero);
      const debited = loaded(ref);
      expect(debited.overlay.sub(debited.cell, 0, 0), ref.domain.name).toBe(true);
      expect(debited.overlay.exists(debited.cell), ref.domain.name).toBe(false);
      expect(writtenValue(debited.overlay), ref.domain.name).toBeUndefined();
    }
  });
});

describe('versions of balances', () => {
  const start = 100n;
  const after = (...amounts: readonly number[]): Uint8Array | null | undefined => {
    const { overlay, cell } = loaded(balanceRef(ALICE, GOLD), balanceRecord(start));
    for (const amount of amounts) {
      const moved = amount < 0 || Object.is(amount, -0) ? overlay.sub(cell, 0, -amount) : overlay.add(cell, 0, amount);
      expect(moved, `moving ${amount}`).toBe(true);
    }
    return writtenValue(overlay);
  };

  test('credited only: input', () => {
    expect(after(5, 6)).toEqual(encodeBalance({ type: 'input', final: 111n, output: null }));
  });

  test('debited only: output', () => {
    expect(after(-5, -6)).toEqual(encodeBalance({ type: 'output', final: 89n, output: null }));
  });

  test('both: the output balance is what the last debit left', () => {
    expect(after(-30, 7)).toEqual(encodeBalance({ type: 'both', final: 77n, output: 70n }));
    expect(after(7, -30)).toEqual(encodeBalance({ type: 'both', final: 77n, output: 77n }));
    expect(after(-30, 7, -1, 2)).toEqual(encodeBalance({ type: 'both', final: 78n, output: 76n }));
  });

  test('amounts of zero leave no trace', () => {
    expect(after(0, -0)).toBeUndefined();
    expect(after(0, -5, 0)).toEqual(encodeBalance({ type: 'output', final: 95n, output: null }));
    expect(after(-5, 0, 6)).toEqual(encodeBalance({ type: 'both', final: 101n, output: 95n }));
  });

  test('a balance that moved and came back has a new version', () => {
    expect(after(-5, 5)).toEqual(encodeBalance({ type: 'both', final: 100n, output: 95n }));
  });

  test('a balance spent to the last unit is written as 0', () => {
    expect(after(-100)).toEqual(encodeBalance({ type: 'output', final: 0n, output: null }));
  });

  test('only the final balance of the version before matters', () => {
    const stored = encodeBalance({ type: 'both', final: 50n, output: 3n });
    const { overlay, cell } = loaded(balanceRef(ALICE, NATIVE_ASSET), stored);
    expect(overlay.u64(cell)).toBe(50n);
    expect(overlay.writes()).toEqual([]);
    overlay.add(cell, 0, 1);
    expect(writtenValue(overlay)).toEqual(encodeBalance({ type: 'input', final: 51n, output: null }));
  });
});

describe('records', () => {
  test('a deletion is a write; a record set to what it was is none', () => {
    const { overlay, cell } = loaded(multisigRef(ALICE), Uint8Array.of(1, 2));
    overlay.setRecord(cell, null);
    expect(overlay.exists(cell)).toBe(false);
    expect(overlay.existedBefore(cell)).toBe(true);
    expect(overlay.writes()).toEqual([
      { ref: multisigRef(ALICE), value: null, previous: version(Uint8Array.of(1, 2)) },
    ]);
    overlay.setRecord(cell, Uint8Array.of(1, 2));
    expect(overlay.writes()).toEqual([]);
  });

  test('a record made and deleted in the same block is no write', () => {
    const { overlay, cell } = loaded(multisigRef(ALICE));
    overlay.setRecord(cell, Uint8Array.of(1));
    overlay.setRecord(cell, null);
    expect(overlay.writes()).toEqual([]);
  });

  test('an empty record exists', () => {
    const { overlay, cell } = loaded(multisigRef(ALICE));
    overlay.setRecord(cell, new Uint8Array(0));
    expect(overlay.exists(cell)).toBe(true);
    expect(writtenValue(overlay)).toEqual(new Uint8Array(0));
  });
});

test.each([255, 256, 257, 2000])('a transaction of %i changes is undone to the last', (count) => {
  const { overlay, cell } = loaded(balanceRef(ALICE, NATIVE_ASSET), balanceRecord(7n));
  const record = overlay.cell(multisigRef(ALICE));
  overlay.load([record], [undefined]);
  for (const how of ['revert', 'accept'] as const) {
    overlay.begin();
    for (let i = 0; i < count; i++) {
      overlay.add(cell, 0, 2);
      overlay.setRecord(record, Uint8Array.of(i & 0xff));
    }
    overlay[how]();
    expect(overlay.u64(cell), how).toBe(how === 'revert' ? 7n : 7n + 2n * BigInt(count));
    expect(overlay.exists(record), how).toBe(how === 'accept');
  }
  // A later transaction does not undo what was accepted.
  overlay.begin();
  overlay.sub(cell, 0, 1);
  overlay.revert();
  expect(overlay.u64(cell)).toBe(7n + 2n * BigInt(count));
});

test('writes are sorted by domain, then key bytes, whatever the order of use', () => {
  const overlay = new BlockOverlay();
  const refs = [
    supplyRef(SupplyCounter.EMITTED),
    balanceRef(ALICE, GOLD),
    multisigRef(ALICE),
    balanceRef(ALICE, NATIVE_ASSET),
    nonceRef(ALICE),
    supplyRef(SupplyCounter.BURNED),
    balanceRef(BOB, GOLD),
    nonceRef(BOB),
  ];
  const cells = refs.map((ref) => overlay.cell(ref));
  overlay.load(
    cells,
    cells.map(() => undefined),
  );
  refs.forEach(({ domain }, i) => {
    if (domain.cell === 'bytes') overlay.setRecord(cells[i]!, Uint8Array.of(1));
    else overlay.set(cells[i]!, 0, 1);
  });
  expect(overlay.writes().map(({ ref }) => ref)).toEqual([
    nonceRef(BOB),
    nonceRef(ALICE),
    balanceRef(BOB, GOLD),
    balanceRef(ALICE, NATIVE_ASSET),
    balanceRef(ALICE, GOLD),
    multisigRef(ALICE),
    supplyRef(SupplyCounter.BURNED),
    supplyRef(SupplyCounter.EMITTED),
  ]);
});

// ── Any sequence of changes, against a plain model ──────────────────────────────────────────────────────────────────────────

const universe: readonly RecordRef[] = [
  nonceRef(ALICE),
  nonceRef(BOB),
  balanceRef(ALICE, NATIVE_ASSET),
  balanceRef(ALICE, GOLD),
  balanceRef(BOB, NATIVE_ASSET),
  balanceRef(BOB, GOLD),
  multisigRef(ALICE),
  multisigRef(BOB),
  supplyRef(SupplyCounter.BURNED),
  supplyRef(SupplyCounter.EMITTED),
];

interface ModelCell {
  /** null: no record. */
  value: bigint | null;
  record: string | null;
  credited: boolean;
  debited: boolean;
  output: bigint;
}

type Change =
  | { readonly kind: 'add' | 'sub' | 'set'; readonly at: number; readonly amount: bigint }
  | { readonly kind: 'setRecord'; readonly at: number; readonly record: Uint8Array | null };

/** A stretch of changes: outside any transaction, or in one that is kept or undone. */
interface Stretch {
  readonly kind: 'outside' | 'accepted' | 'reverted';
  readonly changes: readonly Change[];
}

const indices = (isRecord: boolean): number[] =>
  universe.flatMap(({ domain }, i) => ((domain.cell === 'bytes') === isRecord ? [i] : []));
const amount = fc.oneof(fc.constantFrom(...EDGES), fc.bigInt(0n, 9n), fc.bigInt(0n, U64_MAX));
const record = fc.option(fc.uint8Array({ maxLength: 3 }));
const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom('add' as const, 'sub' as const, 'add' as const, 'sub' as const, 'set' as const),
      at: fc.constantFrom(...indices(false)),
      amount,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('setRecord' as const),
      at: fc.constantFrom(...indices(true)),
      record,
    }),
  },
);
const stretch: fc.Arbitrary<Stretch> = fc.record({
  kind: fc.constantFrom('outside' as const, 'accepted' as const, 'accepted' as const, 'reverted' as const),
  changes: fc.array(change, { maxLength: 12 }),
});
const base = fc.tuple(...universe.map(({ domain }) => (domain.cell === 'bytes' ? record : fc.option(amount))));

function changeModel(model: ModelCell[], one: Change): boolean {
  const cell = model[one.at]!;
  if (one.kind === 'setRecord') {
    cell.record = one.record && bytesToHex(one.record);
    return true;
  }
  const held = cell.value ?? 0n;
  if (one.kind === 'add') {
    if (held + one.amount > U64_MAX) return false;
    cell.value = held + one.amount;
    cell.credited ||= one.amount > 0n;
  } else if (one.kind === 'sub') {
    if (held < one.amount) return false;
    if (one.amount === 0n) return true;
    cell.value = held - one.amount;
    cell.debited = true;
    cell.output = cell.value;
  } else {
    cell.value = one.amount;
  }
  return true;
}

function changeOverlay(overlay: BlockOverlay, cells: readonly CellId[], one: Change): boolean {
  const cell = cells[one.at]!;
  if (one.kind === 'setRecord') overlay.setRecord(cell, one.record);
  else if (one.kind === 'add') return overlay.add(cell, ...halves(one.amount));
  else if (one.kind === 'sub') return overlay.sub(cell, ...halves(one.amount));
  else overlay.set(cell, ...halves(one.amount));
  return true;
}

function writesOf(before: readonly ModelCell[], after: readonly ModelCell[]): string[] {
  const writes = universe.flatMap((ref, i): RecordWrite[] => {
    const [old, now] = [before[i]!, after[i]!];
    const moved = ref.domain.cell === 'balance' && (now.credited || now.debited);
    if (old.value === now.value && old.record === now.record && !moved) return [];
    if (ref.domain.cell === 'bytes') {
      return [{ ref, value: now.record === null ? null : hexToBytes(now.record) }];
    }
    const final = now.value ?? 0n;
    if (ref.domain.cell === 'u64') return [{ ref, value: encodeU64Record(final) }];
    const value =
      now.credited && now.debited
        ? encodeBalance({ type: 'both', final, output: now.output })
        : encodeBalance({ type: now.debited ? 'output' : 'input', final, output: null });
    return [{ ref, value }];
  });
  return describeWrites(writes.toSorted((a, b) => compareRefs(a.ref, b.ref)));
}

test('any sequence of changes, kept or undone, gives the values and the writes of a plain model', () => {
  let refused = 0;
  let undone = 0;
  fc.assert(
    fc.property(base, fc.array(stretch, { maxLength: 12 }), (stored, stretches) => {
      const overlay = new BlockOverlay();
      const cells = universe.map((ref) => overlay.cell(ref));
      const before = stored.map((value): ModelCell => {
        const plain = { value: null, record: null, credited: false, debited: false, output: 0n };
        if (typeof value === 'bigint') return { ...plain, value };
        return { ...plain, record: value && bytesToHex(value) };
      });
      overlay.load(
        cells,
        universe.map(({ domain }, i) => {
          const value = stored[i]!;
          if (typeof value !== 'bigint') return value === null ? undefined : version(value);
          return version(domain.cell === 'u64' ? encodeU64Record(value) : balanceRecord(value));
        }),
      );

      let model = structuredClone(before);
      stretches.forEach(({ kind, changes }, n) => {
        const saved = structuredClone(model);
        if (kind !== 'outside') overlay.begin();
        changes.forEach((one, k) => {
          const done = changeModel(model, one);
          if (!done) refused++;
          const what = `stretch ${n}, change ${k}`;
          expect(changeOverlay(overlay, cells, one), what).toBe(done);
          const { value, record: bytes } = model[one.at]!;
          const cell = cells[one.at]!;
          expect(overlay.u64(cell), what).toBe(value ?? 0n);
          expect(overlay.exists(cell), what).toBe(value !== null || bytes !== null);
        });
        if (kind === 'accepted') overlay.accept();
        if (kind === 'reverted') {
          overlay.revert();
          model = saved;
          if (changes.length > 0) undone++;
        }
        expect(describeWrites(overlay.writes()), `after stretch ${n}`).toEqual(writesOf(before, model));
      });
      universe.forEach(({ domain }, i) => {
        const { value, record: bytes } = model[i]!;
        const cell = cells[i]!;
        const what = `${domain.name}, cell ${i}`;
        expect(overlay.u64(cell), what).toBe(value ?? 0n);
        const kept = overlay.record(cell);
        expect(kept && bytesToHex(kept), what).toBe(bytes);
        expect(overlay.existedBefore(cell), what).toBe(before[i]!.value !== null || before[i]!.record !== null);
      });
    }),
    { numRuns: 600 },
  );
  // The generator must reach the edges, or the property proves little.
  expect(refused).toBeGreaterThan(100);
  expect(undone).toBeGreaterThan(100);
});
