import { expect, test } from 'vitest';
import { judgeCoverage } from './coverage.mjs';
import { Ledger } from './ledger.mjs';
import { planOf } from './plan.mjs';

/** Judges a run of a thousand blocks in which all happened but what is named. */
function judge({ kind, fault, skipped = [] }: { kind?: string; fault?: string; skipped?: string[] }): string[] {
  const plan = planOf({ blocks: 1000, seed: 1 });
  const ledger = new Ledger();
  const all = { ledger, places: new Map(), plan, injected: new Map(), skipped: [], onFault: () => undefined };
  const { executed, faults } = judgeCoverage(all);
  for (const [name] of executed) ledger.sending(name, { kind: name, block: 1 });
  const places = new Map(executed.filter(([name]) => name !== kind).map(([name]) => [name, 1]));
  const injected = new Map(faults.filter(([name]) => name !== fault));
  for (const name of injected.keys()) injected.set(name, 1);
  const found: string[] = [];
  judgeCoverage({ ...all, places, injected, skipped, onFault: (text) => found.push(text) });
  return found;
}

test('a run that did everything has no fault', () => {
  expect(judge({})).toEqual([]);
});

test('a kind of transaction that was sent and never executed is a fault', () => {
  expect(judge({ kind: 'burn' })).toEqual(['no transaction of kind burn was executed']);
});

test('a kind of fault that was planned and never took place is a fault, unless the run says why', () => {
  expect(judge({ fault: 'kill' })).toEqual(['the plan has faults of kind kill, and none took place']);
  expect(judge({ fault: 'full-disk', skipped: ['full-disk: this machine has no prlimit'] })).toEqual([]);
});
