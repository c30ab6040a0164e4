import fc from 'fast-check';
import type { TaskAccess, TaskAdd, TaskValue } from '../src/index.ts';
import type { Script, Step } from './script.ts';

export interface RandomRun {
  readonly scripts: readonly Script[];
  readonly state: ReadonlyMap<string, TaskValue>;
}

/** The kinds of tasks that a run consists of. */
export interface Mix {
  readonly keys: number;
  readonly tasks: number;
  /** Number of a hundred tasks. */
  readonly unknown: number;
  readonly failing: number;
  /** The values of counters before the run: debits of up to 9 fit well, or barely. */
  readonly funds: number;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const atMost = (percent: number): fc.Arbitrary<boolean> => fc.nat(99).map((dice) => dice < percent);

/** Makes tasks, most of which use only what they declare. */
export function randomRun({ keys, tasks, unknown, failing, funds }: Mix): fc.Arbitrary<RandomRun> {
  const key = fc.nat(keys - 1).map((i) => `k${i}`);
  // Most counters have names that no other value has, so that most additions succeed.
  const counter = fc.oneof({ weight: 12, arbitrary: fc.nat(keys - 1).map((i) => `c${i}`) }, key);
  const amount = fc.integer({ min: -9, max: 9 });
  const add = fc
    .record({ key: counter, amount, slack: fc.nat(2), bound: fc.constantFrom(null, 0, 0, 3) })
    .map(({ key, amount, slack, bound }): { add: TaskAdd; amount: number } => {
      const range = { key, min: BigInt(amount - slack), max: BigInt(amount + slack) };
      if (bound !== null) return { add: { ...range, atLeast: BigInt(bound) }, amount };
      return { add: slack === 2 ? { key } : range, amount };
    });
  const task = fc
    .record({
      reads: fc.uniqueArray(fc.oneof(key, counter), { maxLength: 3 }),
      writes: fc.uniqueArray(fc.oneof({ weight: 4, arbitrary: key }, counter), { maxLength: 3 }),
      adds: fc.uniqueArray(add, { maxLength: 2, selector: ({ add }) => add.key }),
      order: fc.infiniteStream(fc.nat(99)),
      isUnknown: atMost(unknown),
      isFailing: atMost(failing),
      cost: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
      spin: fc.nat(3000),
    })
    .map(({ reads, writes, adds, order, isUnknown, isFailing, cost, spin }): Script => {
      const roll = (below: number): number => order.next().value % below;
      const own = adds.filter(({ add }) => !reads.includes(add.key) && !writes.includes(add.key));
      const steps: Step[] = [['spin', spin]];
      for (const name of [...reads, ...writes]) if (roll(4) > 0) steps.push(['get', name]);
      for (const name of writes) {
        const kind = name.startsWith('c') ? 'counter' : (['set', 'copy', 'copy', 'delete'][roll(4)] ?? 'set');
        steps.push(kind === 'counter' ? ['counter', name, roll(20)] : [kind, name, `v${roll(10)}`]);
        if (roll(3) === 0) steps.push(['get', name]);
      }
      for (const { add, amount } of own) if (roll(8) > 0) steps.push(['add', add.key, amount]);
      if (roll(4) === 0) steps.splice(roll(steps.length + 1), 0, ['wait']);
      if (isFailing) steps.splice(roll(steps.length + 1), 0, wrong(roll));
      const access: TaskAccess | 'unknown' = isUnknown ? 'unknown' : { reads, writes, adds: own.map(({ add }) => add) };
      return cost === undefined ? { steps, access } : { steps, access, cost };
    });
  const state = fc
    .tuple(fc.array(fc.option(fc.nat(9)), { minLength: keys, maxLength: keys }), fc.nat(funds))
    .map(([values, fund]) => {
      const map = new Map<string, TaskValue>();
      values.forEach((value, i) => {
        if (value !== null) map.set(`k${i}`, value === 0 ? 5n : bytes(`before ${value}`));
        if (value !== 1) map.set(`c${i}`, BigInt(fund + (value ?? 0)));
      });
      return map;
    });
  return fc.record({ scripts: fc.array(task, { minLength: tasks, maxLength: tasks, size: 'max' }), state });
}

/** Draws a step that a task must not do. */
function wrong(roll: (below: number) => number): Step {
  const kind = roll(6);
  if (kind === 0) return ['throw', 'on purpose'];
  if (kind === 1) return ['get', 'elsewhere'];
  if (kind === 2) return ['attempt', ['set', 'elsewhere', 'x']];
  if (kind === 3) return ['attempt', ['add', 'k0', 1]];
  if (kind === 4) return ['add', 'elsewhere', 1];
  return ['return'];
}
