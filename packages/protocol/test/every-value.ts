/** A resizable buffer of at most 64 bytes. The engine of Node 20 has resizable buffers; its types lack them, hence `Reflect`. */
export const resizable = (length: number): ArrayBuffer & { resize(length: number): void } =>
  Reflect.construct(ArrayBuffer, [length, { maxByteLength: 64 }]);

function goneBytes(): { readonly detached: Uint8Array; readonly shrunk: Uint8Array } {
  const detached = new Uint8Array(8);
  structuredClone(detached.buffer, { transfer: [detached.buffer] });
  const buffer = resizable(8);
  const shrunk = new Uint8Array(buffer, 4, 4);
  buffer.resize(0);
  return { detached, shrunk };
}

const revoked = Proxy.revocable({}, {});
revoked.revoke();

/** One value of each kind that a caller of plain JavaScript may pass, by its description. */
export const everyValue: Readonly<Record<string, unknown>> = {
  undefined: undefined,
  null: null,
  true: true,
  zero: 0,
  'minus zero': -0,
  one: 1,
  'minus one': -1,
  fraction: 1.5,
  NaN: Number.NaN,
  infinity: Number.POSITIVE_INFINITY,
  '2^53': 2 ** 53,
  bigint: 5n,
  'negative bigint': -1n,
  '2^64': 2n ** 64n,
  'huge bigint': 2n ** 9999n,
  'boxed bigint': Object(5n),
  'empty text': '',
  text: 'devnet',
  'long text': 'x'.repeat(1e6),
  'hex text': 'ab'.repeat(32),
  symbol: Symbol('s'),
  function: () => 1,
  object: {},
  'class of its own': Reflect.construct(Date, []),
  'named by a getter': {
    get [Symbol.toStringTag](): string {
      throw new Error('a getter of the caller ran');
    },
  },
  'claims to be bytes': { [Symbol.toStringTag]: 'Uint8Array', length: 32, byteLength: 32 },
  proxy: revoked.proxy,
  'a URL': new URL('file:///x.js'),
  array: [1, 2],
  'array of 32': new Array(32).fill(1),
  bytes: new Uint8Array(31),
  '32 bytes': new Uint8Array(32),
  Uint16Array: new Uint16Array(32),
  Uint8ClampedArray: new Uint8ClampedArray(32),
  Int8Array: new Int8Array(32),
  ArrayBuffer: new ArrayBuffer(32),
  DataView: new DataView(new ArrayBuffer(32)),
  ...goneBytes(),
};
