import { ErrorCode, type ExactJson, errorCodeName, MAX_TRANSFER_COUNT, TosError } from '@tos/protocol';
import { encodeTransaction, transactionFromJson } from '@tos/transaction';
import { z } from 'zod';
import { readJson } from './json-shapes.ts';

// The smallest range proof that decodes: 4 points, 3 scalars, an inner product without rounds (2 scalars). Source: protocol.md §1.
const PLACEHOLDER_RANGE_PROOF = '00'.repeat(9 * 32);

const member = z.custom<ExactJson>((value) => value !== undefined);
const envelope = z.looseObject({ tx_type: z.string() });
const transferList = z.object({ payload: z.array(member) });
const shieldedList = z.object({ payload: z.object({ transfers: z.array(z.record(z.string(), member)) }) });
const invocation = z.object({ payload: z.looseObject({ parameters: z.array(member).max(0).nullish() }) });

/**
 * The wire bytes of a transaction that the suite gives as JSON, for the three types that its server builds from JSON: transfers,
 * uno_transfers, and invoke_contract without parameters. The JSON of shielded transfers has no place for a range proof, and the
 * harness verifies none, so an empty one stands in. Source: protocol.md §1 "JSON fallback".
 * @throws TOS_INVALID_FORMAT for another type and for what does not fit its fields
 * @throws TOS_RULE_VIOLATION with 0100 for a list of transfers that is empty or too long: the one thing that is not the form's
 */
export function wireFromJson(json: ExactJson): Uint8Array {
  const { tx_type, wire_hex: _, ...form } = readJson(envelope, json, 'transaction JSON');
  return encodeTransaction(transactionFromJson({ tx_type, ...asExact(form), ...typeMembers(tx_type, json) }));
}

/** What a type has beside the members that all of them have. */
function typeMembers(type: string, json: ExactJson): { readonly [name: string]: ExactJson } {
  switch (type) {
    case 'transfers':
      return { payload: checkedCount(readJson(transferList, json, type).payload) };
    case 'uno_transfers': {
      const { transfers } = readJson(shieldedList, json, type).payload;
      return { payload: { transfers: checkedCount(transfers) }, range_proof: PLACEHOLDER_RANGE_PROOF };
    }
    case 'invoke_contract':
      return { payload: { ...asExact(readJson(invocation, json, type).payload), parameters: [] } };
    default:
      throw new TosError('TOS_INVALID_FORMAT', { what: 'transaction JSON', reason: `${type} is not built from JSON` });
  }
}

function checkedCount<T>(transfers: readonly T[]): readonly T[] {
  if (transfers.length > 0 && transfers.length <= MAX_TRANSFER_COUNT) return transfers;
  const code = ErrorCode.INVALID_FORMAT;
  throw new TosError('TOS_RULE_VIOLATION', { code, name: errorCodeName(code) });
}

/** Members of an object that came from exact JSON: whatever a schema left untouched still is exact JSON. */
function asExact(members: { readonly [name: string]: unknown }): { [name: string]: ExactJson } {
  return z.record(z.string(), member).parse(members);
}
