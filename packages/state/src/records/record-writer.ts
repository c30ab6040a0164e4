import { assertBytes, assertInteger, assertList, assertObject, assertU64, TosError } from '@tos/protocol';
import type { Field } from '../domain.ts';
import { KEY_SIZE } from './key-size.ts';
import { encodeU64Record } from './u64-record.ts';

/** A list's count has 16 bits. */
const MAX_ITEMS = 0xffff;
/** The count of `keys32` and the length of `text` have 8 bits. */
const MAX_SHORT = 0xff;

/** Writes the bytes of one record field by field. @throws TOS_INVALID_ARGUMENT or TOS_U64_RANGE naming the path of a field that is not what it must be */
export class RecordWriter {
  readonly #parts: Uint8Array[] = [];

  /** @param path of the record, for errors */
  fields(fields: readonly Field[], record: object, path: string): void {
    for (const field of fields) this.#field(field, Reflect.get(record, field.name), `${path}.${field.name}`);
  }

  #field(field: Field, value: unknown, path: string): void {
    switch (field.type) {
      case 'list':
        assertList(value, path, MAX_ITEMS);
        this.#integer(value.length, 2, `${path}.length`);
        for (const [i, item] of value.entries()) this.#item(field.of, item, `${path}[${i}]`);
        return;
      case 'key32':
        this.#key32(value, path);
        return;
      case 'option32':
      case 'asset':
        this.#integer(value === null ? 0 : 1, 1, path);
        if (value !== null) this.#key32(value, path);
        return;
      case 'keys32':
        assertList(value, path, MAX_SHORT);
        this.#integer(value.length, 1, `${path}.length`);
        for (const [i, item] of value.entries()) this.#key32(item, `${path}[${i}]`);
        return;
      case 'u8':
        this.#integer(value, 1, path);
        return;
      case 'u16':
        this.#integer(value, 2, path);
        return;
      case 'u32':
        this.#integer(value, 4, path);
        return;
      case 'u64':
        assertU64(value, path);
        this.#parts.push(encodeU64Record(value));
        return;
      case 'text':
        assertBytes(value, path);
        this.#integer(value.length, 1, `${path}.length`);
        this.#parts.push(value);
        return;
      case 'rest':
        assertBytes(value, path);
        this.#parts.push(value);
        return;
      case 'output':
        throw new TosError('TOS_INTERNAL', { reason: 'balances have a codec of their own' });
    }
  }

  /** An item with one field is that field's value. */
  #item(fields: readonly Field[], item: unknown, path: string): void {
    const [first, ...others] = fields;
    if (first !== undefined && others.length === 0) {
      this.#field(first, item, path);
      return;
    }
    assertObject(item, path);
    this.fields(fields, item, path);
  }

  #key32(value: unknown, path: string): void {
    assertBytes(value, path, KEY_SIZE);
    this.#parts.push(value);
  }

  #integer(value: unknown, size: 1 | 2 | 4, path: string): void {
    assertInteger(value, path, 0, 2 ** (8 * size) - 1);
    this.#parts.push(Uint8Array.from({ length: size }, (_, n) => value >>> (8 * (size - 1 - n))));
  }

  finish(): Uint8Array {
    // One `set` per part, and not one call with all parts as arguments: a list may have more items than the stack has room for.
    const bytes = new Uint8Array(this.#parts.reduce((size, part) => size + part.length, 0));
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }
}
