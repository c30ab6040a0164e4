import { assertBytes, assertList, assertObject, assertTypedArray, HASH_SIZE, isBytes } from '@tos/protocol';
import { appendMessages } from './append-messages.ts';
import { allocateBatch, hashAt, type PackedBatch, wireAt } from './packed-batch.ts';
import { OFFSETS, VALUES } from './packed-columns.ts';

/**
 * One decoded transaction by itself, for whoever keeps single ones for a while: it takes about 700 bytes besides its wire bytes, where a
 * batch of one takes some 5,000, and it shares no memory with the batch it came from.
 */
export interface PackedRow {
  readonly wire: Uint8Array;
  /** 32 bytes. */
  readonly hash: Uint8Array;
  /** What the columns of the batch hold: `VALUES`, then `OFFSETS`, which count from the beginning of `wire`. */
  readonly columns: Uint32Array;
}

const COLUMNS = VALUES.length + OFFSETS.length;

/** A copy of transaction i; nothing is decoded or hashed again. @throws TOS_INVALID_ARGUMENT for an index outside the batch. */
export function rowAt(batch: PackedBatch, i: number): PackedRow {
  // Copies: a view would keep the whole batch in memory. `slice` of a Buffer is a view.
  const wire = new Uint8Array(wireAt(batch, i));
  const hash = new Uint8Array(hashAt(batch, i));
  const columns = new Uint32Array(COLUMNS);
  let at = 0;
  for (const name of VALUES) columns[at++] = batch[name][i]!;
  for (const name of OFFSETS) columns[at++] = batch[name][i]! - batch.offset[i]!;
  return { wire, hash, columns };
}

/**
 * A batch of these transactions in their order: columns and bytes are copied, nothing is decoded or hashed again.
 * @param rows what `rowAt` returned
 * @throws TOS_INVALID_ARGUMENT for what is no row.
 */
export function joinRows(rows: readonly PackedRow[]): PackedBatch {
  assertList(rows, 'rows');
  let size = 0;
  for (let i = 0; i < rows.length; i++) {
    assertRow(rows[i]!, i);
    size += rows[i]!.wire.length;
  }
  const batch = allocateBatch(new Uint8Array(size), rows.length);
  let offset = 0;
  for (let i = 0; i < rows.length; i++) {
    const { wire, hash } = rows[i]!;
    batch.bytes.set(wire, offset);
    batch.hash.set(hash, i * HASH_SIZE);
    batch.offset[i] = offset;
    batch.messageOffset[i] = offset;
    offset += wire.length;
  }
  // Column by column, as `selectTransactions` does.
  let at = 0;
  for (const name of VALUES) {
    const target = batch[name];
    for (let i = 0; i < rows.length; i++) target[i] = rows[i]!.columns[at]!;
    at++;
  }
  for (const name of OFFSETS) {
    const target = batch[name];
    for (let i = 0; i < rows.length; i++) target[i] = rows[i]!.columns[at]! + batch.offset[i]!;
    at++;
  }
  return appendMessages(batch);
}

/** The names are made only where something is wrong: this is called for each transaction of a block. */
function assertRow(row: PackedRow, i: number): void {
  const isPacked = isBytes(row?.wire) && isBytes(row.hash) && row.hash.length === HASH_SIZE;
  if (isPacked && row.columns instanceof Uint32Array && row.columns.length === COLUMNS) return;
  assertObject(row, `rows[${i}]`);
  assertBytes(row.wire, `rows[${i}].wire`);
  assertBytes(row.hash, `rows[${i}].hash`, HASH_SIZE);
  assertTypedArray(row.columns, `rows[${i}].columns`, 'Uint32Array', COLUMNS);
}
