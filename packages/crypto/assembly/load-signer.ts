// The exports of the signer of public keys. Memory: the compiler's static data, the table of H, the keys, and last, because it grows,
// the input.
import { initField } from './field';
import { deriveKeys, KEY, MAX_RECORDS, signRecords } from './sign';
import { initTableOfH, sizeOfTableOfH } from './table-of-h';

let keys: usize = 0;
let input: usize = 0;

/** Makes memory up to `end` usable. */
function reach(end: usize): bool {
  const pages = <i32>((end + 0xffff) >> 16) - memory.size();
  return pages <= 0 || memory.grow(pages) >= 0;
}

/**
 * Prepares the module; it is called once, before every other export.
 * @returns the address of the keys, `keySize()` bytes each, whose first 32 bytes the host writes; 0 when there is not enough memory
 */
export function initialize(keyCount: u32): usize {
  const tableOfH = (__heap_base + 127) & ~(<usize>127);
  keys = tableOfH + sizeOfTableOfH();
  input = (keys + keyCount * KEY + 127) & ~(<usize>127);
  if (!reach(input)) return 0;
  initField();
  initTableOfH(tableOfH);
  return keys;
}

export function keySize(): u32 {
  return <u32>KEY;
}

export function maxRecords(): i32 {
  return MAX_RECORDS;
}

/** Derives the keys. @returns -1, or the index of the first private key that is 0 mod L */
export function derive(count: i32): i32 {
  return deriveKeys(keys, count);
}

/** The address of room for `bytes` bytes of input; 0 when there is not enough memory. */
export function reserveInput(bytes: u32): usize {
  return <u64>input + bytes < 0xffff_0000 && reach(input + bytes) ? input : 0;
}

export function sign(columns: usize, count: i32, out: usize): void {
  signRecords(keys, columns, count, out);
}
