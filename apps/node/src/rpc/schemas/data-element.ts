import { bytesToHex } from '@tos/crypto';
import { type ExactJsonInput, TosError } from '@tos/protocol';
import { WireReader } from '@tos/transaction';
import { z } from 'zod';

/** First byte of an element. Source: the original, `DataElement`. */
const Element = { VALUE: 0, ARRAY: 1, FIELDS: 2 } as const;

/** First byte of a value. Source: the original, `ValueType`. */
const Value = { BOOL: 0, STRING: 1, U8: 2, U16: 3, U32: 4, U64: 5, U128: 6, HASH: 7, BLOB: 8 } as const;

/** The data of an integrated address: a value, or values nested in lists and objects. A hash is hex, other bytes are a list of numbers. */
export const dataElementJson: z.ZodType<ExactJsonInput, ExactJsonInput> = z.lazy(() =>
  z.union([
    z.boolean(),
    z.string(),
    z.bigint(),
    z.int(),
    z.array(dataElementJson),
    z.record(z.string(), dataElementJson),
  ]),
);

/**
 * Reads the data of an integrated address as the original writes them to JSON. Data of 128 bytes nest at most 64 deep.
 * @throws TOS_INVALID_FORMAT for bytes that are no element, are left over, or have a key twice; TOS_NOT_SUPPORTED for a key that is bytes
 */
export function decodeDataElement(bytes: Uint8Array): ExactJsonInput {
  const reader = new WireReader(bytes, 'integrated data');
  const element = readElement(reader);
  if (reader.remaining > 0) reader.fail(`${reader.remaining} bytes left over`);
  return element;
}

function readElement(reader: WireReader): ExactJsonInput {
  const kind = reader.u8();
  switch (kind) {
    case Element.VALUE:
      return readValue(reader);
    case Element.ARRAY:
      return Array.from({ length: reader.u8() }, () => readElement(reader));
    case Element.FIELDS:
      return readFields(reader);
    default:
      return reader.fail(`${kind} is no kind of element`, -1);
  }
}

function readFields(reader: WireReader): ExactJsonInput {
  const fields = new Map<string, ExactJsonInput>();
  for (let left = reader.u8(); left > 0; left--) {
    const value = readValue(reader);
    // JSON has no bytes as keys, and the original fails to write them too.
    if (Array.isArray(value))
      throw new TosError('TOS_NOT_SUPPORTED', { feature: 'bytes as the key of integrated data' });
    const key = String(value);
    if (fields.has(key)) reader.fail(`the key ${key} occurs twice`);
    fields.set(key, readElement(reader));
  }
  return Object.fromEntries(fields);
}

function readValue(reader: WireReader): boolean | string | bigint | number[] {
  const kind = reader.u8();
  switch (kind) {
    case Value.BOOL:
      return reader.bool();
    case Value.STRING:
      return readText(reader);
    case Value.U8:
      return BigInt(reader.u8());
    case Value.U16:
      return BigInt(reader.u16());
    case Value.U32:
      return BigInt(reader.u32());
    case Value.U64:
      return reader.u64();
    case Value.U128:
      return (reader.u64() << 64n) | reader.u64();
    case Value.HASH:
      return bytesToHex(reader.bytes(32));
    case Value.BLOB:
      return Array.from(reader.bytes(reader.u16()));
    default:
      return reader.fail(`${kind} is no kind of value`, -1);
  }
}

function readText(reader: WireReader): string {
  const bytes = reader.bytes(reader.u8());
  try {
    return utf8.decode(bytes);
  } catch {
    return reader.fail('not UTF-8', -bytes.length);
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
