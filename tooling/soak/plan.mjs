import { Random } from './random.mjs';

/** A run is planned in stretches of this many blocks. A shorter run has one of everything. */
const PERIOD = 100;
/**
 * Of five periods, the first two have a restart and a full disk, and those and the last one a kill at their end. So every second process lives
 * for about 300 blocks: it takes more than a hundred until caches are full and the heap has its size, and only after that a process shows
 * whether it needs more and more.
 */
const CYCLE = 5;
const SHORT_LIVES = 2;

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
    const place = (first / PERIOD) % CYCLE;
    planPeriod(plan.slice(first, first + PERIOD), random, {
      hasRestarts: place < SHORT_LIVES,
      endsWithKill: place < SHORT_LIVES || place === CYCLE - 1,
    });
  }
  return plan;
}

function planPeriod(period, random, { hasRestarts, endsWithKill }) {
  const { length } = period;
  const at = (share) => Math.min(length - 1, Math.floor(share * length));
  const within = (from, to) => random.between(at(from), at(to));
  const add = (index, fault) => period[index].faults.push(fault);

  if (hasRestarts) {
    add(within(0.03, 0.12), { kind: 'full-disk' });
    add(within(0.15, 0.3), { kind: 'restart' });
  }
  if (endsWithKill) add(length - 1, { kind: 'kill', afterMs: random.below(40) });
  for (const kind of ['clock', 'clock-back']) {
    add(within(0.1, 0.95), { kind, milliseconds: random.between(1_000, 7_200_000) });
  }
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
