import {
  assertBytes,
  assertInteger,
  assertList,
  assertObject,
  HASH_SIZE,
  invalidArgument,
  isBytes,
} from '@tos/protocol';
import { type Domain, domainList, type RecordRef } from '../domain.ts';
import type { BlockLocator, KeyRange, Topoheight, TopoRange } from './storage-types.ts';

// The checks of what reads of a storage and of its snapshots are given. Each throws TOS_INVALID_ARGUMENT.

/** Bytes of the longest key of a record: every database has room for it. The key of a balance of another asset than TOS has 65. */
export const MAX_RECORD_KEY_SIZE = 1024;

export function checkReadMany(refs: readonly RecordRef[], at: Topoheight | undefined): void {
  if (at !== undefined) assertInteger(at, 'at', 0);
  assertList(refs, 'refs');
  // This runs for each block: the name of a wrong argument is put together only for an error.
  for (let i = 0; i < refs.length; i++) if (!isRef(refs[i])) assertRef(refs[i]!, `refs[${i}]`);
}

/** @returns the range, with both ends given */
export function checkHistory(ref: RecordRef, range: TopoRange): { readonly from: Topoheight; readonly to: Topoheight } {
  assertRef(ref, 'ref');
  assertObject(range, 'range');
  const { from = 0, to = Number.MAX_SAFE_INTEGER } = range;
  assertInteger(from, 'range.from', 0);
  assertInteger(to, 'range.to', 0);
  return { from, to };
}

export function checkIterate(domain: Domain, at: Topoheight | undefined, range: KeyRange): void {
  if (at !== undefined) assertInteger(at, 'at', 0);
  assertDomain(domain, 'domain');
  assertObject(range, 'range');
  for (const [name, bound] of [
    ['range.from', range.from],
    ['range.to', range.to],
  ] as const) {
    if (bound !== undefined) assertBytes(bound, name);
    if (bound !== undefined && bound.length > 0) assertKey(bound, name);
  }
}

export function checkGetBlock(by: BlockLocator): void {
  assertObject(by, 'by');
  if ('hash' in by) assertBytes(by.hash, 'by.hash', HASH_SIZE);
  else assertInteger(by.topoheight, 'by.topoheight', 0);
}

export function checkHashesAt(topoheights: readonly Topoheight[]): void {
  assertList(topoheights, 'topoheights');
  for (const topoheight of topoheights) assertInteger(topoheight, 'topoheights', 0);
}

export function assertDomain(domain: Domain, argument: string): void {
  assertObject(domain, argument);
  if (domainList.every(({ id }) => id !== domain.id)) throw invalidArgument(`${argument}.id`, 'of a domain', domain.id);
}

export function assertRef(ref: RecordRef, argument: string): void {
  assertObject(ref, argument);
  assertDomain(ref.domain, `${argument}.domain`);
  assertKey(ref.key, `${argument}.key`);
}

export function isRef(ref: RecordRef | undefined): boolean {
  return ref != null && ref.domain?.id > 0 && isKey(ref.key);
}

function assertKey(key: Uint8Array, argument: string): void {
  assertBytes(key, argument);
  if (!isKey(key)) throw invalidArgument(argument, `1 to ${MAX_RECORD_KEY_SIZE} bytes`, key);
}

function isKey(key: unknown): key is Uint8Array {
  return isBytes(key) && key.length > 0 && key.length <= MAX_RECORD_KEY_SIZE;
}
