import { EvidenceKind } from '@tos/crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { manyRecords } from '../../test/worker-blocks.ts';
import { readClaims } from './job-claims.ts';
import { CLAIM_WORDS, jobSize, writeJob } from './job-layout.ts';
import { claimNext, verifyClaim } from './verify-claims.ts';

const THREADS = 3;
const verifier = { name: 'none', verifyBatch: () => undefined };

function jobOf(count: number) {
  const records = manyRecords(count);
  const memory = new SharedArrayBuffer(jobSize(count, records.bytes.length));
  return writeJob(memory, records, THREADS, false, EvidenceKind.SIGNATURE);
}

test('the claims of a job are read as they were made, whoever makes the next one', () => {
  fc.assert(
    fc.property(fc.nat(60), fc.infiniteStream(fc.nat(THREADS - 1)), (count, threads) => {
      const job = jobOf(count);
      const made: unknown[] = [];
      for (const thread of threads) {
        const claim = { from: 0, to: 0 };
        if (!claimNext(job, thread, 16, claim)) break;
        verifyClaim(job, claim, verifier, thread);
        made.push({ thread, slots: [...job.slot.subarray(claim.from, claim.to)] });
      }
      const { count: claims, thread, began, done, firstSlot, slots } = readClaims(job, THREADS);
      const read = Array.from({ length: claims }, (_, c) => ({
        thread: thread[c]!,
        slots: [...slots.subarray(firstSlot[c], firstSlot[c + 1])],
      }));
      const bySlot = (claim: unknown): string => JSON.stringify(claim);
      expect(read.map(bySlot).sort()).toEqual(made.map(bySlot).sort());
      for (let c = 0; c < claims; c++) expect(done[c]).toBeGreaterThanOrEqual(began[c]!);
    }),
  );
});

test('whatever a faulty thread writes, a slot is in one claim at most, of a thread that exists, and has an end', () => {
  const word = fc.oneof(fc.nat(70), fc.integer({ min: 0, max: 0xffffffff }));
  const garbage = fc.tuple(fc.nat(CLAIM_WORDS - 1), fc.nat(59), word);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.array(garbage, { maxLength: 200 }), (count, words) => {
      const job = jobOf(count);
      for (const [word, at, value] of words) job.claims[CLAIM_WORDS * (at % count) + word] = value;
      const claims = readClaims(job, THREADS);
      const slots = [...claims.slots.subarray(0, claims.firstSlot[claims.count])];
      expect(new Set(slots).size).toBe(slots.length);
      expect(slots.every((slot) => slot < count)).toBe(true);
      for (let c = 0; c < claims.count; c++) {
        expect(claims.thread[c]).toBeLessThan(THREADS);
        expect(claims.done[c]).toBeGreaterThanOrEqual(claims.began[c]!);
        expect(claims.firstSlot[c + 1]).toBeGreaterThan(claims.firstSlot[c]!);
      }
    }),
  );
});

test('claims cover every slot once, and end with small ones, so that no thread is left with much to do when the others are done', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), fc.infiniteStream(fc.nat(THREADS - 1)), (count, threads) => {
      const job = jobOf(count);
      const claimed = new Set<number>();
      for (const thread of threads) {
        const claim = { from: 0, to: 0 };
        if (!claimNext(job, thread, 16, claim)) break;
        const left = count - claimed.size;
        const size = claim.to - claim.from;
        expect(size).toBeLessThanOrEqual(Math.max(2, left / (2 * THREADS) + 2));
        for (let at = claim.from; at < claim.to; at++) claimed.add(at);
        expect(count - claimed.size, 'a slot is claimed twice').toBe(left - size);
      }
      expect(claimed.size).toBe(count);
    }),
  );
});
