import type { TaskValue } from '../src/index.ts';
import { describeValue, type Script, type Step } from './script.ts';

/** The outcome of the oracle: the output of each task, or the code of its error, and all values after the run. */
export interface PlainOutcome {
  readonly results: string[];
  readonly state: Map<string, TaskValue>;
}

class Failure extends Error {}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** Runs scripts one after the other over a plain map: each over a copy, which is kept unless the script fails. It shares no code with the executor. */
export function runPlain(scripts: readonly Script[], before: ReadonlyMap<string, TaskValue>): PlainOutcome {
  let state = new Map(before);
  const results = scripts.map((script) => {
    const draft = new Map(state);
    try {
      const result = runOne(script, draft);
      state = draft;
      return result;
    } catch (error) {
      if (error instanceof Failure) return error.message;
      throw error;
    }
  });
  return { results, state };
}

function runOne({ steps, access }: Script, draft: Map<string, TaskValue>): string {
  const seen: string[] = [];
  const totals = new Map<string, bigint>();
  let refused: string | undefined;
  const need = (key: string, isAllowed: boolean): void => {
    if (isAllowed) return;
    refused ??= 'TOS_TASK_UNDECLARED';
    throw new Failure(refused ?? key);
  };
  const reads = (key: string): boolean =>
    access === 'unknown' || Boolean(access.reads?.includes(key) || access.writes?.includes(key));
  const writes = (key: string): boolean => access === 'unknown' || Boolean(access.writes?.includes(key));
  const added = (key: string) => (access === 'unknown' ? { key } : access.adds?.find((add) => add.key === key));

  const perform = ([name, ...rest]: Step): void => {
    const [key = '', value = ''] = rest.map(String);
    if (name === 'get') {
      need(key, reads(key));
      seen.push(`${key}=${describeValue(draft.get(key))}`);
    } else if (name === 'set' || name === 'copy' || name === 'counter') {
      need(key, writes(key));
      if (name === 'counter') draft.set(key, BigInt(value));
      else draft.set(key, text(name === 'set' ? value : seen.join().slice(-60)));
    } else if (name === 'delete') {
      need(key, writes(key));
      draft.delete(key);
    } else if (name === 'add') {
      need(key, added(key) !== undefined);
      if (draft.get(key) instanceof Uint8Array) {
        if (access !== 'unknown') refused ??= 'TOS_TASK_COUNTER';
        throw new Failure('TOS_TASK_COUNTER');
      }
      totals.set(key, (totals.get(key) ?? 0n) + BigInt(value));
      if (access === 'unknown') draft.set(key, BigInt(draft.get(key)?.toString() ?? 0) + BigInt(value));
    } else if (name === 'throw' || name === 'return') {
      throw new Failure('TOS_TASK_FAILED');
    } else if (name === 'attempt') {
      try {
        perform(rest[0] as Step);
      } catch {
        seen.push('caught');
      }
    }
  };
  let failed: unknown;
  try {
    // A script that returns a wrong value fails, whatever steps follow.
    for (const step of steps.filter(([name]) => name !== 'return')) perform(step);
    if (steps.some(([name]) => name === 'return')) failed = new Failure('TOS_TASK_FAILED');
  } catch (error) {
    failed = error;
  }
  if (refused !== undefined) throw new Failure(refused);
  if (failed !== undefined) throw failed;
  if (access === 'unknown') return seen.join();
  for (const key of [...totals.keys()].sort((a, b) => placeOf(access.adds, a) - placeOf(access.adds, b))) {
    const total = totals.get(key) ?? 0n;
    const { min, max, atLeast } = access.adds?.find((add) => add.key === key) ?? {};
    if (total === 0n) continue;
    if ((min !== undefined && total < min) || (max !== undefined && total > max))
      throw new Failure('TOS_TASK_UNDECLARED');
    const after = BigInt(draft.get(key)?.toString() ?? 0) + total;
    if (total < 0n && atLeast !== undefined && after < atLeast) throw new Failure('TOS_TASK_COUNTER');
  }
  for (const [key, total] of totals) draft.set(key, BigInt(draft.get(key)?.toString() ?? 0) + total);
  return seen.join();
}

function placeOf(adds: readonly { readonly key: string }[] | undefined, key: string): number {
  return adds?.findIndex((add) => add.key === key) ?? -1;
}
