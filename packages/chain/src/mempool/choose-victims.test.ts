import { FeeType, isTosError, networks } from '@tos/protocol';
import { NATIVE_ASSET } from '@tos/state';
import { decodeBatch, encodeTransaction } from '@tos/transaction';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseVictims } from './choose-victims.ts';
import { type MempoolEntry, mempoolEntry } from './mempool-entry.ts';

const SENDERS = 6;
const MOST_EACH = 5;
const NEWCOMER = SENDERS;
// Few, so that ties are frequent.
const FEES = [10_000n, 10_000n, 20_000n, 30_000n];
/** Two sizes, so that one newcomer may need the place of several. */
const OUTPUTS = [1, 4];

function entryOf(from: number, nonce: number, fee: bigint, outputs: number): MempoolEntry {
  const transfer = { asset: NATIVE_ASSET, destination: new Uint8Array(32).fill(99), amount: 1n, extraData: null };
  const wire = encodeTransaction({
    version: 1,
    chainId: networks.devnet.chainId,
    source: new Uint8Array(32).fill(from + 1),
    payload: { type: 'transfers', transfers: Array.from({ length: outputs }, () => transfer) },
    fee,
    feeType: FeeType.TOS,
    nonce: BigInt(nonce),
    reference: { hash: new Uint8Array(32), topoheight: 0n },
    multisig: null,
    signature: new Uint8Array(64),
  });
  return mempoolEntry(decodeBatch([wire]), 0, { firstSeen: 0, arrival: 0 });
}

/** Takes one after another from sorted lists, as the docstring of `chooseVictims` has it; undefined where the newcomer stays out. */
function plainVictims(
  newcomer: MempoolEntry,
  senders: readonly (readonly MempoolEntry[])[],
  room: { readonly count: number; readonly bytes: number },
): MempoolEntry[] | undefined {
  const left = senders.map((entries) => [...entries]);
  const ofSender = senders.find(([first]) => first?.sender === newcomer.sender)?.length ?? 0;
  const victims: MempoolEntry[] = [];
  const isTooMuch = (): boolean => {
    const all = [...left.flat(), newcomer];
    return all.length > room.count || all.reduce((sum, { wire }) => sum + wire.length, 0) > room.bytes;
  };
  while (isTooMuch()) {
    const candidates = left
      .flatMap((entries, place) => {
        const last = entries.at(-1);
        return last === undefined ? [] : [{ count: entries.length, last, place }];
      })
      .sort((a, b) => b.count - a.count || Number(a.last.feeRate - b.last.feeRate) || a.place - b.place);
    const [worst] = candidates;
    if (worst === undefined || worst.last.sender === newcomer.sender) return undefined;
    if (worst.count < ofSender + 2 && worst.last.feeRate >= newcomer.feeRate) return undefined;
    victims.push(worst.last);
    left[worst.place]!.pop();
  }
  return victims;
}

const kind = fc.record({ fee: fc.constantFrom(...FEES), outputs: fc.constantFrom(...OUTPUTS) });
const world = fc.record({
  kinds: fc.array(fc.array(kind, { maxLength: MOST_EACH }), { minLength: 1, maxLength: SENDERS }),
  newcomer: kind,
  from: fc.integer({ min: 0, max: NEWCOMER }),
  countRoom: fc.integer({ min: -2, max: 2 }),
  bytesRoom: fc.integer({ min: -400, max: 800 }),
});

test('the victims are those of a plain search: of the largest sender, then of the lowest rate, then of the first sender', () => {
  let [several, refused, none] = [0, 0, 0];
  fc.assert(
    fc.property(world, ({ kinds, newcomer, from, countRoom, bytesRoom }) => {
      const senders = kinds
        .map((own, sender) => own.map(({ fee, outputs }, nonce) => entryOf(sender, nonce, fee, outputs)))
        .filter(({ length }) => length > 0);
      const ofSender = kinds[from]?.length ?? 0;
      const entry = entryOf(from, ofSender, newcomer.fee, newcomer.outputs);
      const [count, bytes] = [senders.flat().length, senders.flat().reduce((sum, { wire }) => sum + wire.length, 0)];
      const room = { count: Math.max(0, count + countRoom), bytes: Math.max(0, bytes + bytesRoom) };
      const limits = { maxCount: room.count, maxBytes: room.bytes, maxPerSender: 100, maxAgeMs: 1 };
      const expected = plainVictims(entry, senders, room);
      if (expected === undefined) refused++;
      else if (expected.length > 1) several++;
      else if (expected.length === 0) none++;
      let victims: MempoolEntry[] | undefined;
      try {
        victims = chooseVictims(entry, { count, bytes, senders, ofSender }, limits);
      } catch (error) {
        if (!isTosError(error, 'TOS_CAPACITY')) throw error;
      }
      expect(victims).toEqual(expected);
    }),
    { numRuns: 2_000 },
  );
  for (const seen of [several, refused, none]) expect(seen).toBeGreaterThan(0);
});
