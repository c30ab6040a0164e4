import { bytesToHex } from '@noble/hashes/utils.js';
import { baseline, type ExactJson, FeeType, MAX_MULTISIG_PARTICIPANTS, TosError } from '@tos/protocol';
import { z } from 'zod';
import { isCanonicalSignature } from './canonical-scalar.ts';
import { encodeTransaction } from './encode.ts';
import { hexJson, oneOfJson, u8Json, u64Json } from './json-fields.ts';
import type { CoSignature, Transaction } from './transaction.ts';
import { codecOfPayload, codecOfType } from './types/codecs.ts';

const signatureJson = hexJson(64).refine((bytes) => isCanonicalSignature(bytes), 'expected scalars below L');
const multisigJson = z
  .array(z.strictObject({ id: u8Json, signature: signatureJson }))
  .max(MAX_MULTISIG_PARTICIPANTS)
  .refine(haveDistinctIds, 'expected each id once');

// Loose: what is left over belongs to the type, whose own schema is strict.
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
 * The JSON form, as in the public vectors: bigints for numbers, hex for bytes. For `stringifyExactJson`.
 * @throws TOS_INVALID_FORMAT for a payload that `transactionFromJson` would refuse.
 */
export function transactionToJson(transaction: Transaction): ExactJson {
  const { payload, reference, multisig } = transaction;
  return {
    version: BigInt(transaction.version),
    chain_id: BigInt(transaction.chainId),
    source: bytesToHex(transaction.source),
    tx_type: payload.type,
    ...valid(codecOfPayload(payload).json.safeEncode(payload)),
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
 * The transaction that a JSON form from `parseExactJson` describes. What it returns always encodes.
 * @throws TOS_INVALID_FORMAT naming the path of what is missing, unknown or wrong.
 */
export function transactionFromJson(json: ExactJson): Transaction {
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
    payload: valid(codec.json.safeParse(own)),
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

function valid<T>(result: z.ZodSafeParseResult<T>): T {
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw invalid(issue?.path.join('.') ?? '', issue?.message ?? 'invalid');
}

function invalid(path: string, problem: string): TosError {
  const reason = path === '' ? problem : `${path}: ${problem}`;
  return new TosError('TOS_INVALID_FORMAT', { what: 'transaction JSON', reason });
}

function haveDistinctIds(list: readonly CoSignature[]): boolean {
  return new Set(list.map(({ id }) => id)).size === list.length;
}
