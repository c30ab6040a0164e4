/** Characters of the longest text that a message repeats. */
const MAX_SHOWN = 40;
const MAX_SHOWN_BIGINT = 2n ** 256n;

/**
 * Describes a value in a few words for a message: `the text "devnet"`, `31 bytes`, `the number 1.5`, `undefined`. It calls no code of the
 * value but a getter of its type's name, and the description is short for every value.
 */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return 'undefined';
    case 'string':
      return describeText(value);
    case 'number':
      return `the number ${Object.is(value, -0) ? '-0' : value}`;
    case 'bigint':
      return value > -MAX_SHOWN_BIGINT && value < MAX_SHOWN_BIGINT
        ? `the bigint ${value}`
        : 'a bigint of more than 256 bits';
    case 'boolean':
      return String(value);
    case 'object':
      return value === null ? 'null' : describeObject(value);
    default:
      return `a ${typeof value}`;
  }
}

function describeText(text: string): string {
  if (text.length <= MAX_SHOWN) return `the text ${JSON.stringify(text)}`;
  return `a text of ${text.length} characters`;
}

function describeObject(value: object): string {
  if (ArrayBuffer.isView(value)) {
    const type = typeOfView(value);
    if (type === 'Uint8Array') return value.byteLength === 1 ? '1 byte' : `${value.byteLength} bytes`;
    return `a ${type ?? 'DataView'} of ${value.byteLength} bytes`;
  }
  try {
    if (Array.isArray(value)) return value.length === 1 ? 'an array of 1 item' : `an array of ${value.length} items`;
    const type = Object.prototype.toString.call(value).slice('[object '.length, -1);
    if (type === 'Object') return 'an object';
    return `an object of type ${type.slice(0, MAX_SHOWN)}`;
  } catch {
    // The value is a revoked proxy, or the getter of its type's name throws.
    return 'an object';
  }
}

const typeGetter = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype),
  Symbol.toStringTag,
)?.get;

/** The type's name of a typed array of any realm, which no property of the array can change; undefined for any other value. */
export function typeOfView(value: unknown): string | undefined {
  return typeGetter?.call(value);
}
