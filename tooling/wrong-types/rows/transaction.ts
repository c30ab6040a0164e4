import { createKeyPair, createNobleVerifier } from '../../../packages/crypto/src/index.ts';
import { baseline, networks } from '../../../packages/protocol/src/index.ts';
import * as transaction from '../../../packages/transaction/src/index.ts';
import * as transactionJson from '../../../packages/transaction/src/json/index.ts';
import { examples } from '../../../packages/transaction/test/samples.ts';
import {
  anyText,
  bytes,
  integer,
  type Kind,
  list,
  made,
  network,
  nullable,
  object,
  oneOf,
  optional,
  u64,
} from '../kinds.ts';
import type { Inner, Rows } from '../row.ts';

const keyPair = createKeyPair(new Uint8Array(32).fill(1));
const signed = transaction.buildTransaction({
  network: networks.devnet,
  keyPair,
  payload: { type: 'burn', asset: new Uint8Array(32), amount: 5n },
  nonce: 0n,
  reference: { hash: new Uint8Array(32), topoheight: 0n },
});
const wire = transaction.encodeTransaction(signed);
const batch = transaction.decodeBatch([wire]);

const u8 = integer(0, 255);
const payload: Kind = object({ type: oneOf('burn'), asset: bytes(32), amount: u64() });
const reference = object({ hash: bytes(32), topoheight: u64() });
const coSignature = object({ id: u8, signature: bytes(64, new Uint8Array(64)) });
const unsignedFields = {
  version: integer(1, 1),
  chainId: u8,
  source: bytes(32),
  payload,
  fee: u64(),
  feeType: oneOf(0, 1, 2, -0),
  nonce: u64(),
  reference,
};
// What is signed is not decoded before: a field of one byte holds any byte.
const unsigned = object({ ...unsignedFields, version: u8, feeType: u8 });
const whole = object({
  ...unsignedFields,
  multisig: nullable(list(coSignature)),
  signature: bytes(64, new Uint8Array(64)),
});
const profile = optional(made(baseline));
const wireBytes = made(wire);
const batchKind = made(batch);
const first = oneOf(0, -0);
const json = transactionJson.transactionToJson(signed);
const signOptions = optional(object({ nonce: optional(oneOf('deterministic', 'random')) }));

function isIntegers(value: unknown): boolean {
  try {
    return typeof value === 'object' && [...(value as number[])].every(Number.isInteger);
  } catch {
    return false;
  }
}

/** Fields that may be null. */
const NULLABLE = ['extraData', 'recordIndex', 'delegatee', 'energyPool', 'sessionKeyRoot'];

/** Every field of an object, by what it is: a wrong value for any other is refused. */
function kindOf(value: unknown): Kind {
  if (value instanceof Uint8Array) return { good: value, takes: (other) => other instanceof Uint8Array };
  if (Array.isArray(value))
    return {
      good: value,
      takes: (other) => Array.isArray(other),
      ...(value.length === 0 ? {} : { item: kindOf(value[0]) }),
    };
  if (typeof value === 'bigint') return u64(value);
  if (typeof value === 'number')
    return {
      good: value,
      takes: (other) => typeof other === 'number' && other >= 0 && other < 256 && Number.isInteger(other),
    };
  if (typeof value === 'string') return anyText(value);
  if (typeof value === 'boolean') return { good: value, takes: (other) => typeof other === 'boolean' };
  if (value === null) return { good: null, takes: () => true };
  const fields = Object.fromEntries(
    Object.entries(Object(value)).map(([name, member]) => [
      name,
      NULLABLE.includes(name) ? nullable(kindOf(member)) : kindOf(member),
    ]),
  );
  return { good: value, takes: (other) => other === null, fields };
}

export const rows: Rows = {
  buildTransaction: {
    args: [
      object({
        network,
        keyPair: made(keyPair),
        payload,
        nonce: u64(),
        reference,
        fee: optional(u64()),
        feeType: optional(oneOf(0, 1, 2, -0)),
        coSignatures: optional(integer(0, 255)),
        signatureNonce: optional(oneOf('deterministic', 'random')),
      }),
    ],
    call: (options) => transaction.buildTransaction(options),
  },
  coSign: {
    args: [unsigned, made(keyPair), u8, signOptions],
    call: (...args: Parameters<typeof transaction.coSign>) => transaction.coSign(...args),
  },
  coSigningBytes: { args: [unsigned], call: (tx) => transaction.coSigningBytes(tx) },
  withCoSignatures: {
    args: [object({ ...whole.fields, multisig: { good: null, takes: () => true } }), list(coSignature)],
    call: (tx, coSignatures) => transaction.withCoSignatures(tx, coSignatures),
  },
  decodeTransaction: { args: [wireBytes, profile], call: (given, of) => transaction.decodeTransaction(given, of) },
  transactionAt: { args: [batchKind, first], call: (of, i) => transaction.transactionAt(of, i) },
  decodeBatch: {
    args: [{ ...list(wireBytes), takes: (value) => Array.isArray(value) && value.length === 0 }, profile],
    call: (wires, of) => transaction.decodeBatch(wires, of),
  },
  decodeSequence: {
    args: [wireBytes, first, oneOf(1, 0, -0), profile],
    call: (...args: Parameters<typeof transaction.decodeSequence>) => transaction.decodeSequence(...args),
  },
  encodeTransaction: { args: [whole], call: (tx) => transaction.encodeTransaction(tx) },
  signingBytes: { args: [unsigned], call: (tx) => transaction.signingBytes(tx) },
  transactionHash: {
    args: [{ ...whole, takes: (value) => value instanceof Uint8Array && value.length > 0 }],
    call: (tx) => transaction.transactionHash(tx),
  },
  wireFromHex: {
    args: [{ good: '00', takes: (value) => typeof value === 'string' && /^([0-9a-f]{2})*$/.test(value) }],
    call: (hex) => transaction.wireFromHex(hex),
  },
  minimumFee: {
    args: [integer(0, 0xffff_ffff), integer(0, 0xffff_ffff), integer(0, 0xffff_ffff)],
    call: (...args: Parameters<typeof transaction.minimumFee>) => transaction.minimumFee(...args),
  },
  assertBatch: { args: [batchKind], call: (of) => transaction.assertBatch(of) },
  hashAt: { args: [batchKind, first], call: (of, i) => transaction.hashAt(of, i) },
  messageAt: { args: [batchKind, first], call: (of, i) => transaction.messageAt(of, i) },
  sourceAt: { args: [batchKind, first], call: (of, i) => transaction.sourceAt(of, i) },
  wireAt: { args: [batchKind, first], call: (of, i) => transaction.wireAt(of, i) },
  rowAt: { args: [batchKind, first], call: (of, i) => transaction.rowAt(of, i) },
  joinRows: { args: [list(made(transaction.rowAt(batch, 0)))], call: (rows) => transaction.joinRows(rows) },
  joinBatches: { args: [list(batchKind)], call: (batches) => transaction.joinBatches(batches) },
  selectTransactions: {
    args: [
      batchKind,
      { good: [0], takes: (value) => isIntegers(value) && [...(value as number[])].every((i) => i === 0) },
    ],
    call: (of, indices) => transaction.selectTransactions(of, indices),
  },
  verifySignatures: {
    args: [batchKind, made(createNobleVerifier())],
    call: (of, verifier) => transaction.verifySignatures(of, verifier),
  },
  WireReader: { args: [bytes(), anyText('block')], call: (source, what) => new transaction.WireReader(source, what) },
  'WireWriter.u8': { args: [u8], call: (value) => new transaction.WireWriter().u8(value) },
  'WireWriter.u16': { args: [integer(0, 0xffff)], call: (value) => new transaction.WireWriter().u16(value) },
  'WireWriter.u32': { args: [integer(0, 0xffff_ffff)], call: (value) => new transaction.WireWriter().u32(value) },
  'WireWriter.u64': { args: [u64()], call: (value) => new transaction.WireWriter().u64(value) },
  'WireWriter.bool': {
    args: [{ good: true, takes: (value) => typeof value === 'boolean' }],
    call: (value) => new transaction.WireWriter().bool(value),
  },
  'WireWriter.bytes': { args: [bytes()], call: (value) => new transaction.WireWriter().bytes(value) },
  'WireWriter.fixed': { args: [bytes(3)], call: (value) => new transaction.WireWriter().fixed(value, 3) },
  'WireWriter.sized': { args: [bytes()], call: (value) => new transaction.WireWriter().sized(value, 2) },
  'WireWriter.text': { args: [anyText('a')], call: (value) => new transaction.WireWriter().text(value, 4) },
  'WireWriter.option': {
    args: [{ good: null, takes: (value) => value !== undefined }],
    call: (value) => new transaction.WireWriter().option(value, 'x', () => undefined),
  },
  'WireWriter.list': {
    args: [{ good: [1], takes: (value) => Array.isArray(value) }],
    call: (value) => new transaction.WireWriter().list(value, 1, 'x', () => undefined),
  },
  'WireWriter.pair': {
    args: [{ good: [1, 2], takes: (value) => Array.isArray(value) && value.length === 2 }],
    call: (value) => new transaction.WireWriter().pair(value, 'x', () => undefined),
  },
  'WireWriter.object': {
    args: [object({})],
    call: (value) => new transaction.WireWriter().object(value, 'x', () => undefined),
  },
  ...Object.fromEntries(
    Object.entries(examples).map(([name, example]) => [
      `encodeTransaction: ${name}`,
      { args: [kindOf(example)], call: (given: never) => transaction.encodeTransaction({ ...signed, payload: given }) },
    ]),
  ),
};

export const inner: Inner = {
  defineType: 'takes a table in a source file, once, when the module is loaded',
  'WireReader.*': 'what a type codec reads with, for each transaction of a block; it refuses what is not there',
  'WireWriter.refuse': 'takes anything',
  'WireWriter.finish': 'no arguments',
  WireWriter: 'no arguments',
};

const memo = transaction.defineType({
  opcode: 200,
  type: 'memo',
  payload: transaction.fields.record({ text: transaction.fields.u8 }),
});

export const ofJson: { readonly rows: Rows; readonly inner: Inner } = {
  rows: {
    transactionFromJson: { args: [made(json)], call: (value) => transactionJson.transactionFromJson(value) },
    transactionToJson: { args: [whole], call: (tx) => transactionJson.transactionToJson(tx) },
    hexJson: { args: [integer(0, 1), optional(integer(0))], call: (min, max) => transactionJson.hexJson(min, max) },
    payloadJson: { args: [made(memo)], call: (codec) => transactionJson.payloadJson(codec) },
  },
  inner: {},
};

const reader =
  'columns of a batch that has passed the decoder, read for each transaction of a block by rules; the type must be right, as documented';

export const ofViews: { readonly rows: Rows; readonly inner: Inner } = {
  rows: {},
  inner: Object.fromEntries(
    [
      'DelegateeCursor',
      'DepositCursor',
      'ItemCursor',
      'ShieldCursor',
      'TransferCursor',
      'UnoCursor',
      'UnshieldCursor',
    ].map((name) => [`${name}*`, reader]),
  ),
};
