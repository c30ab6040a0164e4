import { TosError, u64FromHalves } from '@tos/protocol';
import type { Field } from '../domain.ts';
import { KEY_SIZE } from './key-size.ts';
import { plainBytes } from './plain-bytes.ts';
import { readU32 } from './u64-record.ts';

/** Reads the bytes of one record field by field. Throws TOS_STORAGE_CORRUPT for what does not fit. */
export class RecordReader {
  readonly #bytes: Uint8Array;
  readonly #what: string;
  #at = 0;

  /** @param what the record's name, for errors */
  constructor(bytes: Uint8Array, what: string) {
    this.#bytes = plainBytes(bytes);
    this.#what = what;
  }

  /** The next fields, by name: a list of items with one field is the list of their values. */
  fields(fields: readonly Field[]): object {
    return Object.fromEntries(fields.map((field) => [field.name, this.#field(field)]));
  }

  /** The last step. @throws TOS_STORAGE_CORRUPT if bytes are left */
  end(): void {
    if (this.#at !== this.#bytes.length) throw this.#corrupt(`${this.#bytes.length - this.#at} bytes too many`);
  }

  #field(field: Field): unknown {
    switch (field.type) {
      case 'list': {
        const [first, ...others] = field.of;
        const item =
          first !== undefined && others.length === 0 ? () => this.#field(first) : () => this.fields(field.of);
        return Array.from({ length: this.#u16() }, item);
      }
      case 'key32':
        return this.#copy(KEY_SIZE);
      case 'option32':
      case 'asset':
        return this.#option32();
      case 'keys32':
        return Array.from({ length: this.#u8() }, () => this.#copy(KEY_SIZE));
      case 'u8':
        return this.#u8();
      case 'u16':
        return this.#u16();
      case 'u32':
        return this.#u32();
      case 'u64':
        return u64FromHalves(this.#u32(), this.#u32());
      case 'text':
        return this.#copy(this.#u8());
      case 'rest':
        return this.#copy(this.#bytes.length - this.#at);
      case 'output':
        // Of balances alone, which have a codec of their own.
        return undefined;
    }
  }

  #u8(): number {
    return this.#bytes[this.#take(1)]!;
  }

  #u16(): number {
    const at = this.#take(2);
    return (this.#bytes[at]! << 8) | this.#bytes[at + 1]!;
  }

  #u32(): number {
    return readU32(this.#bytes, this.#take(4));
  }

  #option32(): Uint8Array | null {
    const presence = this.#u8();
    if (presence > 1) throw this.#corrupt(`presence byte ${presence}`);
    return presence === 1 ? this.#copy(KEY_SIZE) : null;
  }

  #copy(length: number): Uint8Array {
    const at = this.#take(length);
    return this.#bytes.slice(at, at + length);
  }

  #take(length: number): number {
    const at = this.#at;
    if (at + length > this.#bytes.length) throw this.#corrupt(`it ends after ${this.#bytes.length} bytes`);
    this.#at += length;
    return at;
  }

  #corrupt(reason: string): TosError {
    return new TosError('TOS_STORAGE_CORRUPT', { what: this.#what, reason });
  }
}
