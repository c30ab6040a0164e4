import { hexToBytes } from '@noble/hashes/utils.js';
import { FeeType, MAX_EXTRA_DATA_DECODED, U64_MAX } from '@tos/protocol';
import fc from 'fast-check';
import type { CoSignature, Payload, Reference, Transaction } from '../src/index.ts';

const L_MINUS_1 = 'ecd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010';

export const u64: fc.Arbitrary<bigint> = fc.oneof(
  fc.bigInt(0n, U64_MAX),
  fc.constantFrom(0n, 1n, 2n ** 32n - 1n, 2n ** 32n, U64_MAX),
);
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const key = fc.oneof(bytes(32), fc.constant(new Uint8Array(32)));
/** A scalar that is canonical, the largest one now and then. */
const scalar = fc.oneof(
  { weight: 5, arbitrary: bytes(32).map((raw) => raw.with(31, raw[31]! & 0x0f)) },
  { weight: 1, arbitrary: fc.constantFrom(new Uint8Array(32), hexToBytes(L_MINUS_1)) },
);
const signature = fc.tuple(scalar, scalar).map(([s, e]) => Uint8Array.of(...s, ...e));

const burn: fc.Arbitrary<Payload> = fc.record({ type: fc.constant('burn'), asset: key, amount: u64 });
const transfer = fc.record({
  asset: key,
  destination: key,
  amount: u64,
  extraData: fc.option(
    fc.oneof({ weight: 9, arbitrary: fc.uint8Array({ maxLength: 40 }) }, bytes(MAX_EXTRA_DATA_DECODED)),
  ),
});
const transfers: fc.Arbitrary<Payload> = fc.record({
  type: fc.constant('transfers'),
  transfers: fc.array(transfer, { minLength: 1, maxLength: 6 }),
});

const reference: fc.Arbitrary<Reference> = fc.record({ hash: bytes(32), topoheight: u64 });
const coSignature: fc.Arbitrary<CoSignature> = fc.record({ id: fc.nat(255), signature });

/** Any transaction that encodes, of the types that have a codec. */
export const transaction: fc.Arbitrary<Transaction> = fc.record({
  version: fc.constant(1),
  chainId: fc.constantFrom(0, 1, 2, 3),
  source: key,
  payload: fc.oneof(burn, transfers),
  fee: u64,
  feeType: fc.constantFrom(...Object.values(FeeType)),
  nonce: u64,
  reference,
  multisig: fc.option(fc.uniqueArray(coSignature, { maxLength: 3, selector: ({ id }) => id })),
  signature,
});
