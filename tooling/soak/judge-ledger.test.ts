import { expect, test } from 'vitest';
import { judgeLedger } from './judge-ledger.mjs';
import { Ledger } from './ledger.mjs';

/** What happens to a transaction, whether the chain has it in the end, and the fault that this is. */
const rows: [string, (ledger: Ledger) => void, boolean, RegExp | null][] = [
  ['accepted, and there', (l) => l.accepted('a'), true, null],
  ['accepted, and nowhere', (l) => l.accepted('a'), false, /was accepted, and is nowhere/],
  ['executed, and there', (l) => l.executed('a'), true, null],
  ['executed, and nowhere', (l) => l.executed('a'), false, /was executed, and is not in the chain/],
  ['replaced, and nowhere', (l) => l.left('a', 'replaced'), false, null],
  ['replaced, and there', (l) => l.left('a', 'replaced'), true, /is in the chain, but was called replaced/],
  ['left because it was executed, and nowhere', (l) => [l.accepted('a'), l.left('a', 'executed')], false, /nowhere/],
  ['undone and forgotten', (l) => [l.executed('a'), l.orphaned('a', false)], false, null],
  ['undone, waiting again, and nowhere', (l) => [l.executed('a'), l.orphaned('a', true)], false, /is nowhere/],
  ['undone, and dropped before the news of it', (l) => [l.left('a', 'dropped'), l.orphaned('a', false)], false, null],
  ['undone, dropped, and sent again', (l) => [l.orphaned('a', false), l.executed('a')], true, null],
  ['lost by a kill, and explained', (l) => [l.accepted('a'), l.explained('a', 'NONCE_TOO_LOW')], false, null],
  ['cut off by a kill, and nowhere', () => undefined, false, null],
  ['cut off by a kill, and there', () => undefined, true, null],
  ['refused, and nowhere', (l) => l.refused('a', 'x'), false, null],
];

test.each(rows)('%s', (_, happens, isThere, fault) => {
  const ledger = new Ledger();
  ledger.sending('a', { kind: 'transfers', block: 7 });
  happens(ledger);
  const faults: string[] = [];
  judgeLedger(ledger, new Map(isThere ? [['a', 3]] : []), (text) => faults.push(text));
  expect(faults).toEqual(fault === null ? [] : [expect.stringMatching(fault)]);
});
