import { z } from 'zod';
import { addressText, hashText, safeInteger, u64Number } from '../schemas/result-values.ts';

/** What happened to an account: one member, named for the kind. Amounts are in atomic units. */
export type HistoryEvent =
  | { dev_fee: { reward: bigint } }
  | { mining: { reward: bigint } }
  | { burn: { amount: bigint } }
  | { outgoing: { to: string } }
  | { incoming: { from: string } }
  | { multi_sig: { participants: string[]; threshold: number } }
  | { invoke_contract: { contract: string; entry_id: number } }
  | { deploy_contract: null }
  | { freeze_tos: { amount: bigint; duration: string } }
  | { unfreeze_tos: { amount: bigint } };

/** An entry of an account's history in the original's form. */
export type HistoryEntry = {
  topoheight: number;
  /** Of the transaction; of the block for `dev_fee` and `mining`. */
  hash: string;
  /** Milliseconds since 1970. */
  block_timestamp: number;
} & HistoryEvent;

const place = { topoheight: safeInteger, hash: hashText, block_timestamp: safeInteger };
const reward = z.strictObject({ reward: u64Number });
const amount = z.strictObject({ amount: u64Number });

export const historyEntryJson: z.ZodType<HistoryEntry, HistoryEntry> = z.union([
  z.strictObject({ ...place, dev_fee: reward }),
  z.strictObject({ ...place, mining: reward }),
  z.strictObject({ ...place, burn: amount }),
  z.strictObject({ ...place, outgoing: z.strictObject({ to: addressText }) }),
  z.strictObject({ ...place, incoming: z.strictObject({ from: addressText }) }),
  z.strictObject({
    ...place,
    multi_sig: z.strictObject({ participants: z.array(addressText), threshold: safeInteger }),
  }),
  z.strictObject({ ...place, invoke_contract: z.strictObject({ contract: hashText, entry_id: safeInteger }) }),
  z.strictObject({ ...place, deploy_contract: z.null() }),
  z.strictObject({ ...place, freeze_tos: z.strictObject({ amount: u64Number, duration: z.string() }) }),
  z.strictObject({ ...place, unfreeze_tos: amount }),
]);
