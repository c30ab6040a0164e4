import { bytesToHex } from '@noble/hashes/utils.js';
import { type ExactJson, MAX_EXTRA_DATA_DECODED, MAX_TRANSFER_COUNT, TosError } from '@tos/protocol';
import { encodeTransaction } from '@tos/transaction';
import { hexJson, transactionFromJson, u64Json } from '@tos/transaction/json';
import { z } from 'zod';
import { readJson } from './json-shapes.ts';
import type { Misfit } from './misfit.ts';

/** A transaction from the suite's JSON. */
export interface JsonTransaction {
  readonly wire: Uint8Array;
  /** The fault that the JSON can have and no wire bytes can; the bytes are then a placeholder. */
  readonly misfit: Misfit | null;
}

// The smallest range proof that decodes: 4 points, 3 scalars, an inner product without rounds (2 scalars). Source: docs/protocol.md §1.
const PLACEHOLDER_RANGE_PROOF = '00'.repeat(9 * 32);
const MAX_DEPOSITS = 255;
const ZERO_KEY = '00'.repeat(32);

const member = z.custom<ExactJson>((value) => value !== undefined);
const members = z.record(z.string(), member);
/** A number that the original cuts to a byte. */
const cutToByte = u64Json.transform((value) => value & 0xffn);

// As in the original, unknown members are ignored, also co-signatures.
const envelope = z.object({
  tx_type: z.string(),
  version: cutToByte,
  chain_id: cutToByte,
  source: member,
  fee: u64Json,
  fee_type: u64Json,
  nonce: u64Json,
  reference_hash: member,
  reference_topoheight: u64Json,
  signature: member,
});
/**
 * Extra data: none when the member is absent, empty, or not a text. Data longer than the wire allows are cut, because they are too long for the
 * rule in both lengths.
 */
const extraData = member.optional().transform((json) => {
  if (typeof json !== 'string' || json === '') return null;
  return json.length % 2 === 0 ? json.slice(0, 2 * MAX_EXTRA_DATA_DECODED) : json;
});
const transfer = z.object({ asset: member, destination: member, amount: u64Json, extra_data: extraData });
const unoTransfer = z.object({
  asset: member,
  destination: member,
  extra_data: extraData,
  commitment: member,
  sender_handle: member,
  receiver_handle: member,
  ct_validity_proof: member,
});
const transfersPayload = z.object({ payload: z.array(transfer) });
const unoPayload = z.object({ payload: z.object({ transfers: z.array(unoTransfer) }) });
const invocation = z.object({
  payload: z.object({
    contract: member,
    deposits: z.array(z.object({ asset: hexJson(32), amount: u64Json })),
    entry_id: u64Json.transform((value) => value & 0xffffn),
    max_gas: u64Json,
    parameters: z.array(member).max(0),
  }),
});

/**
 * Makes a transaction of the suite's JSON, for the three types that the original's server builds from JSON: transfers, uno_transfers, and
 * invoke_contract without parameters. The JSON of uno_transfers has no member for the range proof, and the harness verifies none, so the
 * transaction gets a placeholder. Source: docs/protocol.md §1 "JSON fallback".
 * @throws TOS_INVALID_FORMAT for another type, and for a member that does not fit its field
 */
export function transactionOfJson(json: ExactJson): JsonTransaction {
  const { tx_type, ...form } = readJson(envelope, json, 'transaction JSON');
  const { misfit, ...own } = typeMembers(tx_type, json);
  const whole = members.parse({ tx_type, ...form, multisig: null, ...own });
  return { wire: encodeTransaction(transactionFromJson(whole)), misfit };
}

type TypeMembers = { readonly payload: unknown; readonly range_proof?: string; readonly misfit: Misfit | null };

/** The members that one type has beside those of all types. */
function typeMembers(type: string, json: ExactJson): TypeMembers {
  switch (type) {
    case 'transfers': {
      const { payload } = readJson(transfersPayload, json, type);
      const standIn = { asset: ZERO_KEY, destination: ZERO_KEY, amount: 1n, extra_data: null };
      return isTransferCount(payload)
        ? { payload, misfit: null }
        : { payload: [standIn], misfit: 'count of transfers' };
    }
    case 'uno_transfers': {
      const { transfers } = readJson(unoPayload, json, type).payload;
      const isFit = isTransferCount(transfers);
      const [points, proof] = [ZERO_KEY, '00'.repeat(160)];
      const standIn = {
        asset: ZERO_KEY,
        destination: ZERO_KEY,
        commitment: points,
        sender_handle: points,
        receiver_handle: points,
        ct_validity_proof: proof,
      };
      return {
        payload: { transfers: isFit ? transfers : [standIn] },
        range_proof: PLACEHOLDER_RANGE_PROOF,
        misfit: isFit ? null : 'count of shielded transfers',
      };
    }
    case 'invoke_contract': {
      const { deposits, ...call } = readJson(invocation, json, type).payload;
      // The original reads deposits into a map: an asset keeps its first position and its last amount.
      const byAsset = new Map(deposits.map(({ asset, amount }) => [bytesToHex(asset), amount]));
      const isFit = byAsset.size <= MAX_DEPOSITS;
      const list = [...byAsset].map(([asset, amount]) => ({ asset, amount }));
      return {
        payload: { ...call, deposits: isFit ? list : [] },
        misfit: isFit ? null : 'count of deposits',
      };
    }
    default:
      throw new TosError('TOS_INVALID_FORMAT', { what: 'transaction JSON', reason: `${type} is not built from JSON` });
  }
}

function isTransferCount(transfers: readonly unknown[]): boolean {
  return transfers.length > 0 && transfers.length <= MAX_TRANSFER_COUNT;
}
