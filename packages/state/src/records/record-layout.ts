import type { Domain, Field } from '../domain.ts';
import { assertBalanceRecord } from './balance.ts';
import { RecordReader } from './record-reader.ts';
import { assertU64Record } from './u64-record.ts';

/** @throws TOS_STORAGE_CORRUPT for a key with another layout than the domain's */
export function assertRecordKey({ name, key: fields }: Domain, key: Uint8Array): void {
  assertLayout(`key of ${name}`, fields, key);
}

/** @throws TOS_STORAGE_CORRUPT for a value with another layout than the domain's */
export function assertRecordValue({ name, cell, value: fields }: Domain, value: Uint8Array): void {
  // Nearly all records are of these two kinds. Their own checks are stricter than the layout, and faster.
  if (cell === 'u64') assertU64Record(value);
  else if (cell === 'balance') assertBalanceRecord(value);
  else assertLayout(name, fields, value);
}

function assertLayout(what: string, fields: readonly Field[], bytes: Uint8Array): void {
  const reader = new RecordReader(bytes, what);
  reader.fields(fields);
  reader.end();
}
