import type { Domain, Field } from '../domain.ts';
import { assertBalanceRecord, assertU64Record } from '../records.ts';
import { RecordReader } from './record-reader.ts';

/** @throws TOS_STORAGE_CORRUPT for a key that is not laid out as the domain says */
export function assertRecordKey({ name, key: fields }: Domain, key: Uint8Array): void {
  assertLayout(`key of ${name}`, fields, key);
}

/** @throws TOS_STORAGE_CORRUPT for a value that is not laid out as the domain says */
export function assertRecordValue({ name, cell, value: fields }: Domain, value: Uint8Array): void {
  // Nearly all records are these two, and their own checks know more and are faster.
  if (cell === 'u64') assertU64Record(value);
  else if (cell === 'balance') assertBalanceRecord(value);
  else assertLayout(name, fields, value);
}

function assertLayout(what: string, fields: readonly Field[], bytes: Uint8Array): void {
  const reader = new RecordReader(bytes, what);
  for (const field of fields) readField(reader, field);
  reader.end();
}

function readField(reader: RecordReader, field: Field): void {
  switch (field.type) {
    case 'list':
      reader.list(() => field.of.forEach((each) => void readField(reader, each)));
      return;
    case 'key32':
      reader.key32();
      return;
    case 'option32':
    case 'asset':
      reader.option32();
      return;
    case 'keys32':
      reader.bytes(32 * reader.u8());
      return;
    case 'u8':
      reader.u8();
      return;
    case 'u16':
      reader.u16();
      return;
    case 'u32':
      reader.u32();
      return;
    case 'u64':
      reader.u64();
      return;
    case 'text':
      reader.bytes(reader.u8());
      return;
    case 'rest':
      reader.rest();
      return;
    case 'output':
      // Of balances alone, which have a check of their own.
      return;
  }
}
