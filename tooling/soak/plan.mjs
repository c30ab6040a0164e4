import { Random } from './random.mjs';

/** Blocks between two kills. A shorter run has one of everything. */
const PERIOD = 100;

/** What the transactions of a block have in common. The mixed shape is the likeliest, because only it has all types. */
const shapes = ['disjoint', 'hot', 'zipf', 'mixed', 'mixed', 'failing', 'burst', 'replaced', 'deep', 'empty'];

/** Share of a period in which the node runs in the test mode. */
const TEST_MODE_SHARE = 0.15;

const executions = [
  { executor: 'sequential' },
  { executor: 'parallel' },
  { executor: 'auto', threshold: 4 },
  { executor: 'auto', threshold: 40 },
];

/**
 * What happens at which block of a run: everything follows from the seed.
 *
 * Faults that end the process lie in the first third and at the end of a period, so that one process lives for most of it: only such a
 * process shows whether it needs more and more memory.
 * @returns {{ block: number, shape: string, size: number, faults: { kind: string }[] }[]} one per block; the faults come before its load
 */
export function planOf({ blocks, seed }) {
  const random = new Random(seed, 'plan');
  const plan = Array.from({ length: blocks }, (_, i) => ({
    block: i + 1,
    shape: random.pick(shapes),
    size: random.between(4, 32),
    faults: [],
  }));
  for (let first = 0; first < blocks; first += PERIOD) {
    planPeriod(plan.slice(first, first + PERIOD), random);
  }
  return plan;
}

function planPeriod(period, random) {
  const { length } = period;
  const at = (share) => Math.min(length - 1, Math.floor(share * length));
  const within = (from, to) => random.between(at(from), at(to));
  const add = (index, fault) => period[index].faults.push(fault);

  add(within(0.03, 0.12), { kind: 'full-disk' });
  add(within(0.15, 0.3), { kind: 'restart' });
  add(length - 1, { kind: 'kill', afterMs: random.below(40) });
  add(within(0.1, 0.95), { kind: 'clock', milliseconds: random.between(1_000, 7_200_000) });
  for (let i = 0; i < 3; i++) add(within(0.02, 0.98), { kind: 'execution', ...random.pick(executions) });

  const testing = within(0.4, 1 - TEST_MODE_SHARE - 0.02);
  add(testing, { kind: 'execution', test_mode: true });
  add(testing + at(TEST_MODE_SHARE), { kind: 'execution', test_mode: false });

  for (const [from, to] of [
    [0.33, 0.5],
    [0.6, 0.9],
  ]) {
    const snapshot = within(from, to - 0.1);
    const depth = Math.min(random.between(1, 12), length - 2 - snapshot);
    if (depth < 1) continue;
    add(snapshot, { kind: 'snapshot' });
    add(snapshot + depth, { kind: 'revert', drop_transactions: random.chance(0.5) });
  }
  for (let i = 0; i < length / 10; i++) add(random.below(length), { kind: 'reconnect' });
}
