import { TosError } from '@tos/protocol';
import { AMOUNT_LIMIT, type Task, type TaskAccess } from '../task.ts';

// Comparing so few strings pair by pair costs less than a Set.
const FEW = 16;

/** @throws TOS_INVALID_ARGUMENT unless every key that a task adds to is declared once, with amounts that make sense */
export function assertTasks(tasks: readonly Task[]): void {
  tasks.forEach(({ access, cost = 1 }, i) => {
    if (!(cost > 0 && cost < Number.POSITIVE_INFINITY)) fail(`tasks[${i}].cost`, 'a number above 0', String(cost));
    if (access !== 'unknown' && access.adds !== undefined) assertAdds(access, i);
  });
}

function assertAdds({ reads = [], writes = [], adds = [] }: TaskAccess, task: number): void {
  const others = reads.length + writes.length + adds.length > FEW ? new Set([...reads, ...writes]) : undefined;
  const added = others === undefined ? undefined : new Set<string>();
  adds.forEach(({ key, min = -AMOUNT_LIMIT, max = AMOUNT_LIMIT }, a) => {
    const isTwice =
      others === undefined || added === undefined
        ? reads.includes(key) || writes.includes(key) || adds.findIndex((add) => add.key === key) < a
        : others.has(key) || added.size === added.add(key).size;
    const refuse = (expected: string, received: string): never =>
      fail(`tasks[${task}].access.adds[${a}] (${JSON.stringify(key)})`, expected, received);
    if (isTwice) refuse('a key that the task declares once', 'a key that it declares again');
    if (min > max) refuse('min <= max', `min ${min}, max ${max}`);
    if (min < -AMOUNT_LIMIT || max > AMOUNT_LIMIT) refuse('amounts from -2^127 to 2^127', `min ${min}, max ${max}`);
  });
}

function fail(argument: string, expected: string, received: string): never {
  throw new TosError('TOS_INVALID_ARGUMENT', { argument, expected, received });
}
