import { bytesToHex } from '@noble/hashes/utils.js';
import {
  baseline,
  type ExactJson,
  FeeType,
  isTosError,
  MAX_MULTISIG_PARTICIPANTS,
  problemOf,
  TosError,
  type TosErrorCode,
} from '@tos/protocol';
import { z } from 'zod';
import { isCanonicalSignature } from '../canonical-scalar.ts';
import { encodeTransaction } from '../encode.ts';
import type { JsonObject, JsonSchema } from '../fields/field.ts';
import type { CoSignature, Transaction } from '../transaction.ts';
import { codecOfPayload, codecOfType, type Payload } from '../types/codecs.ts';
import type { TypeCodec } from '../types/type-codec.ts';
import { hexJson, oneOfJson, u8Json, u64Json } from './json-fields.ts';
import { payloadJson } from './payload-json.ts';

/** Value cells nest 64 deep and need a few levels of JSON each. This limit is far above that, and far below what the stack holds. */
const MAX_DEPTH = 1000;

const signatureJson = hexJson(64).refine((bytes) => isCanonicalSignature(bytes), 'expected scalars below L');
const multisigJson = z
  .array(z.strictObject({ id: u8Json, signature: signatureJson }))
  .max(MAX_MULTISIG_PARTICIPANTS)
  .refine(haveDistinctIds, 'expected each id once');

// Loose, because the other members belong to the type, whose own schema is strict.
const envelopeJson = z.looseObject({
  version: oneOfJson(baseline.transactionVersions),
  chain_id: u8Json,
  source: hexJson(32),
  tx_type: z.string(),
  fee: u64Json,
  fee_type: oneOfJson(Object.values(FeeType)),
  nonce: u64Json,
  reference_hash: hexJson(32),
  reference_topoheight: u64Json,
  multisig: multisigJson.nullable().optional(),
  signature: signatureJson,
});

/**
 * The JSON form, as in the public vectors, for `stringifyExactJson`: numbers are bigints, bytes are hex.
 * @throws TOS_INVALID_FORMAT for a transaction that does not encode, whose JSON `transactionFromJson` would refuse
 */
export function transactionToJson(transaction: Transaction): ExactJson {
  assertEncodable(transaction);
  const { payload, reference, multisig } = transaction;
  return {
    version: BigInt(transaction.version),
    chain_id: BigInt(transaction.chainId),
    source: bytesToHex(transaction.source),
    tx_type: payload.type,
    ...valid(schemaOf(codecOfPayload(payload)).safeEncode(payload)),
    fee: transaction.fee,
    fee_type: BigInt(transaction.feeType),
    nonce: transaction.nonce,
    reference_hash: bytesToHex(reference.hash),
    reference_topoheight: reference.topoheight,
    multisig: multisig?.map(({ id, signature }) => ({ id: BigInt(id), signature: bytesToHex(signature) })) ?? null,
    signature: bytesToHex(transaction.signature),
  };
}

/**
 * The transaction that a JSON form from `parseExactJson` describes. Every transaction that it returns encodes.
 * @throws TOS_INVALID_FORMAT naming the path of a member that is missing, unknown, wrong or inherited
 */
export function transactionFromJson(json: ExactJson): Transaction {
  assertOwnMembers(json, '', 0);
  const parsed = valid(envelopeJson.safeParse(json));
  const { version, chain_id, source, tx_type, fee, fee_type, nonce, reference_hash, reference_topoheight } = parsed;
  const { multisig = null, signature } = parsed;
  const codec = codecOfType(tx_type);
  if (codec === undefined) throw invalid('tx_type', `${tx_type} does not exist`);
  const own = Object.fromEntries(
    Object.entries(parsed).filter(([member]) => !Object.hasOwn(envelopeJson.shape, member)),
  );
  const transaction: Transaction = {
    version,
    chainId: chain_id,
    source,
    payload: valid(schemaOf(codec).safeParse(own)),
    fee,
    feeType: fee_type,
    nonce,
    reference: { hash: reference_hash, topoheight: reference_topoheight },
    multisig,
    signature,
  };
  encodeTransaction(transaction);
  return transaction;
}

const schemas = new Map<TypeCodec<Payload>, JsonSchema<Payload, JsonObject>>();

/** Each type's schema is made on first use: all of them take a few milliseconds. */
function schemaOf(codec: TypeCodec<Payload>): JsonSchema<Payload, JsonObject> {
  const known = schemas.get(codec) ?? payloadJson(codec);
  schemas.set(codec, known);
  return known;
}

function valid<T>(result: z.ZodSafeParseResult<T>): T {
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const problem = issue?.message ?? 'invalid';
  const hint = problem.endsWith('received number') ? ', which parseExactJson makes of numbers' : '';
  throw invalid(issue?.path.join('.') ?? '', `${problem}${hint}`);
}

function invalid(path: string, problem: string): TosError {
  const reason = path === '' ? problem : `${path}: ${problem}`;
  return new TosError('TOS_INVALID_FORMAT', { what: 'transaction JSON', reason });
}

function assertEncodable(transaction: Transaction): void {
  try {
    encodeTransaction(transaction);
  } catch (error) {
    if (!isTosError(error)) throw error;
    const reason = problemOf<TosErrorCode>(error.code, error.details).slice(0, -1);
    throw new TosError('TOS_INVALID_FORMAT', { what: 'transaction', reason }, undefined, { cause: error });
  }
}

/** Refuses what schemas do not see: members that an object inherits, and a member named __proto__. */
function assertOwnMembers(json: unknown, path: string, depth: number): void {
  if (typeof json !== 'object' || json === null) return;
  if (depth > MAX_DEPTH) throw invalid(path, `more than ${MAX_DEPTH} arrays and objects in one another`);
  const prototype: unknown = Object.getPrototypeOf(json);
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null;
  if (!Array.isArray(json) && !isPlain) throw invalid(path, 'an object that inherits members is no JSON');
  for (const [key, member] of Object.entries(json)) {
    const place = path === '' ? key : `${path}.${key}`;
    if (key === '__proto__') throw invalid(place, 'a member of this name does not exist');
    assertOwnMembers(member, place, depth + 1);
  }
}

function haveDistinctIds(list: readonly CoSignature[]): boolean {
  return new Set(list.map(({ id }) => id)).size === list.length;
}
