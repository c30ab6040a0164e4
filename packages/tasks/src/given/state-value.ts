import { types } from 'node:util';
import { invalidArgument, isBytes } from '@tos/protocol';
import { COUNTER_LIMIT, type TaskValue } from '../task.ts';
import { copyBytes } from './copy-bytes.ts';

// A key may be as long as memory allows.
const MAX_SHOWN = 60;

/**
 * Copies what a state returned for a key, because a state may use its buffers again.
 * @throws TOS_INVALID_ARGUMENT for what is neither bytes, nor a counter in its range, nor undefined
 */
export function stateValue(key: string, value: unknown): TaskValue | undefined {
  if (value === undefined) return undefined;
  const name = (): string => `The value of ${quoteKey(key)} in the state`;
  if (isBytes(value)) return copyBytes(value, name);
  if (typeof value !== 'bigint') {
    ignoreRejection(value);
    throw invalidArgument(name(), expectedFor(value), value);
  }
  if (value > -COUNTER_LIMIT && value < COUNTER_LIMIT) return value;
  throw invalidArgument(name(), 'a counter between -2^254 and 2^254', value);
}

/** Returns a key as error messages show it: quoted, and cut where it is long. */
export function quoteKey(key: string): string {
  return JSON.stringify(key.length <= MAX_SHOWN ? key : `${key.slice(0, MAX_SHOWN)}...`);
}

/** Catches the rejection of a promise that was given in the place of a value and is refused: a later rejection must not end the process. */
export function ignoreRejection(value: unknown): void {
  if (types.isPromise(value)) Promise.prototype.then.call(value, undefined, () => undefined);
}

function expectedFor(value: unknown): string {
  const expected = 'bytes (a Uint8Array), a counter (a bigint), or undefined for a key that is absent';
  const isThenable = typeof value === 'object' && value !== null && 'then' in value;
  return isThenable ? `${expected}; a state that answers later has a method getMany` : expected;
}
