import { bytesToHex, encodeAddress } from '@tos/crypto';
import type { Network } from '@tos/protocol';
import { compareBytes } from '@tos/state';
import type { EnergyPayload, Payload, Transaction, Transfer } from '@tos/transaction';
import type { HistoryEvent } from './history-entry.ts';

/** Whose history it is, and what of it is wanted. */
export interface HistoryQuestion {
  /** Public key, 32 bytes. */
  readonly account: Uint8Array;
  /** 32 bytes, as on the wire. */
  readonly asset: Uint8Array;
  readonly incoming: boolean;
  readonly outgoing: boolean;
  readonly network: Network;
}

/**
 * What a transaction did to an account, as the original shows it: its own payments, burns and settings, and what it received. Nothing stands
 * for shielded amounts, names, agents, withdrawals of unfrozen coins, and transfers of 0 to the account, which change nothing of it.
 */
export function transactionEvents({ source, payload }: Transaction, question: HistoryQuestion): HistoryEvent[] {
  const isSender = isSame(source, question.account);
  if (payload.type === 'transfers') {
    return payload.transfers.flatMap((transfer) => transferEvents(transfer, { source, isSender }, question));
  }
  const event = isSender ? ownEvent(payload, question) : null;
  return event === null ? [] : [event];
}

/** A transfer comes in or goes out: blocks have none to the sender itself. */
function transferEvents(
  { asset, destination, amount }: Transfer,
  { source, isSender }: { readonly source: Uint8Array; readonly isSender: boolean },
  { account, asset: wanted, incoming, outgoing, network }: HistoryQuestion,
): HistoryEvent[] {
  if (!isSame(asset, wanted)) return [];
  const events: HistoryEvent[] = [];
  if (incoming && amount > 0n && isSame(destination, account)) {
    events.push({ incoming: { from: encodeAddress(source, network) } });
  }
  if (outgoing && isSender) events.push({ outgoing: { to: encodeAddress(destination, network) } });
  return events;
}

/** What the account did with a transaction of its own that is no transfer. Settings are shown whatever is wanted, as in the original. */
function ownEvent(payload: Payload, { asset, outgoing, network }: HistoryQuestion): HistoryEvent | null {
  switch (payload.type) {
    case 'burn':
      return outgoing && isSame(payload.asset, asset) ? { burn: { amount: payload.amount } } : null;
    case 'multisig': {
      const participants = payload.participants.map((key) => encodeAddress(key, network));
      return { multi_sig: { participants, threshold: payload.threshold } };
    }
    case 'invoke_contract':
      return { invoke_contract: { contract: bytesToHex(payload.contract), entry_id: payload.entryId } };
    case 'deploy_contract':
      return { deploy_contract: null };
    case 'energy':
      return energyEvent(payload);
    default:
      return null;
  }
}

function energyEvent(payload: EnergyPayload): HistoryEvent | null {
  switch (payload.variant) {
    case 'freeze_tos':
      return freeze(payload.amount, payload.durationDays);
    case 'freeze_tos_delegate':
      return freeze(
        payload.delegatees.reduce((sum, { amount }) => sum + amount, 0n),
        payload.durationDays,
      );
    case 'unfreeze_tos':
      return { unfreeze_tos: { amount: payload.amount } };
    case 'withdraw_unfrozen':
      return null;
  }
}

function freeze(amount: bigint, days: number): HistoryEvent {
  return { freeze_tos: { amount, duration: `${days}_days` } };
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return compareBytes(a, b) === 0;
}
