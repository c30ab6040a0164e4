import { invalidArgument, TosError } from '@tos/protocol';
import { copyBytes } from '../given/copy-bytes.ts';
import { quoteKey } from '../given/state-value.ts';
import { Admission } from '../schedule/admission.ts';
import { AMOUNT_LIMIT, COUNTER_LIMIT, type TaskAdd, type TaskError, type TaskScope, type TaskValue } from '../task.ts';
import { stackOf } from './reason-of.ts';
import { withStack } from './task-error.ts';

/** How a task uses a key that it has declared. */
export const Use = { READ: 0, WRITE: 1, ADD: 2 } as const;

/** One declared key of a task, and the part of its value that the task may know. */
export interface ScopeEntry {
  /** The place of the key in the access list of the task, by which effects name it. */
  readonly index: number;
  readonly key: string;
  /** A `Use`. */
  readonly use: number;
  /** For an addition, the value only where the admission is `EXACT`; else 0, or no bytes where the key holds bytes. */
  readonly value: TaskValue | undefined;
  /** An `Admission`. */
  readonly admission: number;
  /** The declared bounds of an addition. */
  readonly add: TaskAdd | undefined;
}

/** What a task does to one key: it sets a value (undefined deletes), or adds an amount. */
export interface TaskEffect {
  /** The `index` of the entry; for a task of unknown access, the key. */
  readonly target: number | string;
  readonly isAdd: boolean;
  readonly value: TaskValue | undefined;
}

/** A scope that records what its task does. */
export interface RunningScope extends TaskScope {
  /** Closes the scope. @param hasReturned the sums that a task adds are checked only if its program returned @returns why the task fails, if it does */
  finish(hasReturned: boolean): TaskError | undefined;
  /** Returns what the task changes if it does not fail. */
  effects(): TaskEffect[];
}

// Comparing at most this many strings costs less than making a Map.
const FEW = 8;

/** The scope of a task with a declared access set. */
export class DeclaredScope implements RunningScope {
  readonly #entries: readonly ScopeEntry[];
  #places: Map<string, number> | undefined;
  readonly #values: (TaskValue | undefined)[] = [];
  readonly #isChanged: boolean[] = [];
  #violation: TaskError | undefined;
  #isOpen = true;

  constructor(entries: readonly ScopeEntry[]) {
    this.#entries = entries;
    // A loop, because two calls of `map` take longer than a small task.
    for (const { value, use } of entries) {
      this.#values.push(use === Use.ADD ? 0n : value);
      this.#isChanged.push(false);
    }
  }

  get(key: string): TaskValue | undefined {
    const at = this.#find(key, 'read');
    return copy(this.#values[at]);
  }

  set(key: string, value: TaskValue): void {
    const at = this.#find(key, 'write');
    this.#values[at] = copyGiven(key, value);
    this.#isChanged[at] = true;
  }

  delete(key: string): void {
    const at = this.#find(key, 'write');
    this.#values[at] = undefined;
    this.#isChanged[at] = true;
  }

  add(key: string, amount: bigint): void {
    const at = this.#find(key, 'add');
    const held = this.#entries[at]!.value;
    if (held !== undefined && typeof held !== 'bigint') {
      throw this.#violate(new TosError('TOS_TASK_COUNTER', { key, reason: 'the key holds bytes' }));
    }
    assertAmount(key, amount);
    this.#values[at] = counterOf(this.#values[at]) + amount;
    this.#isChanged[at] = true;
  }

  finish(hasReturned: boolean): TaskError | undefined {
    this.#isOpen = false;
    for (let at = 0; hasReturned && at < this.#entries.length && this.#violation === undefined; at++) {
      const total = this.#values[at];
      if (this.#isChanged[at] && this.#entries[at]!.use === Use.ADD && typeof total === 'bigint' && total !== 0n) {
        this.#violation = refusedAmount(this.#entries[at]!, total)?.toObject();
      }
    }
    return this.#violation;
  }

  effects(): TaskEffect[] {
    const effects: TaskEffect[] = [];
    for (let at = 0; at < this.#entries.length; at++) {
      if (!this.#isChanged[at]) continue;
      const { index, use } = this.#entries[at]!;
      effects.push({ target: index, isAdd: use === Use.ADD, value: this.#values[at] });
    }
    return effects;
  }

  /** Returns the entry of a key. @throws TOS_TASK_UNDECLARED, which fails the task even if its program catches the error */
  #find(key: string, use: 'read' | 'write' | 'add'): number {
    assertUsable(this.#isOpen, key);
    const at = this.#place(key);
    const declared = at < 0 ? undefined : this.#entries[at]!.use;
    const allowed = use === 'add' ? Use.ADD : Use.WRITE;
    if (declared === allowed || (use === 'read' && declared === Use.READ)) return at;
    throw this.#violate(new TosError('TOS_TASK_UNDECLARED', { key, use }));
  }

  #place(key: string): number {
    if (this.#entries.length <= FEW) return this.#entries.findIndex((entry) => entry.key === key);
    if (this.#places === undefined) {
      this.#places = new Map();
      // A key that is both read and written counts as written: writes come first, so the last one to be set here is the write.
      for (let at = this.#entries.length - 1; at >= 0; at--) this.#places.set(this.#entries[at]!.key, at);
    }
    return this.#places.get(key) ?? -1;
  }

  #violate(error: TosError): TosError {
    this.#violation ??= withStack(error.toObject(), stackOf(error));
    return error;
  }
}

/** The scope of a task of unknown access, which may read, change and add to every key. */
export class OpenScope implements RunningScope {
  readonly #read: (key: string) => TaskValue | undefined;
  readonly #values = new Map<string, TaskValue | undefined>();
  readonly #changed = new Set<string>();
  #isOpen = true;

  /** @param read returns the value of a key before the task */
  constructor(read: (key: string) => TaskValue | undefined) {
    this.#read = read;
  }

  get(key: string): TaskValue | undefined {
    return copy(this.#value(key));
  }

  set(key: string, value: TaskValue): void {
    this.#change(key, value);
  }

  delete(key: string): void {
    assertUsable(this.#isOpen, key);
    this.#values.set(key, undefined);
    this.#changed.add(key);
  }

  add(key: string, amount: bigint): void {
    const held = this.#value(key) ?? 0n;
    if (typeof held !== 'bigint') throw new TosError('TOS_TASK_COUNTER', { key, reason: 'the key holds bytes' });
    assertAmount(key, amount);
    this.#change(key, held + amount);
  }

  finish(): undefined {
    this.#isOpen = false;
  }

  effects(): TaskEffect[] {
    return Array.from(this.#changed, (target) => ({ target, isAdd: false, value: this.#values.get(target) }));
  }

  #value(key: string): TaskValue | undefined {
    assertUsable(this.#isOpen, key);
    if (!this.#values.has(key)) this.#values.set(key, this.#read(key));
    return this.#values.get(key);
  }

  #change(key: string, value: TaskValue): void {
    assertUsable(this.#isOpen, key);
    this.#values.set(key, copyGiven(key, value));
    this.#changed.add(key);
  }
}

/** Returns why a task fails that adds this total to a counter; undefined if it does not fail. */
function refusedAmount({ key, add, admission, value }: ScopeEntry, total: bigint): TosError | undefined {
  const { min = -AMOUNT_LIMIT, max = AMOUNT_LIMIT, atLeast } = add ?? { key };
  if (total < min || total > max) return new TosError('TOS_TASK_UNDECLARED', { key, use: 'add' });
  const isShort =
    total < 0n &&
    (admission === Admission.INSUFFICIENT ||
      (admission === Admission.EXACT && atLeast !== undefined && counterOf(value) + total < atLeast));
  return isShort ? new TosError('TOS_TASK_COUNTER', { key, reason: `less than ${atLeast} would be left` }) : undefined;
}

function counterOf(value: TaskValue | undefined): bigint {
  return typeof value === 'bigint' ? value : 0n;
}

// Not `slice`: the `slice` of a Buffer shares its memory.
function copy(value: TaskValue | undefined): TaskValue | undefined {
  return value === undefined || typeof value === 'bigint' ? value : new Uint8Array(value);
}

// A program may hand a scope values of any type. The errors name the key, because a task may have many.

function assertUsable(isOpen: boolean, key: unknown): void {
  if (!isOpen) throw new TosError('TOS_NOT_OPEN', { what: 'task scope', status: 'closed' });
  if (typeof key !== 'string') throw invalidArgument('The key', 'a text', key);
}

function assertAmount(key: string, amount: unknown): void {
  if (typeof amount !== 'bigint') throw invalidArgument(`The amount for ${quoteKey(key)}`, 'a bigint', amount);
}

function copyGiven(key: string, value: unknown): TaskValue {
  if (typeof value !== 'bigint') return copyBytes(value, () => `The value for ${quoteKey(key)}`);
  if (value > -COUNTER_LIMIT && value < COUNTER_LIMIT) return value;
  throw new TosError('TOS_TASK_COUNTER', { key, reason: 'a counter lies between -2^254 and 2^254' });
}
