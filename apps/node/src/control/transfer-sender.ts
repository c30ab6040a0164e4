import type { Allocation, Mempool, MempoolEntry } from '@tos/chain';
import { bytesToHex } from '@tos/crypto';
import { isTosError, TosError } from '@tos/protocol';
import type { StorageReader } from '@tos/state';
import { loadAccounts, publicKeysOf } from '../accounts/dev-accounts.ts';
import type { BlockProducer } from '../blocks/block-producer.ts';
import { nextNonces } from '../load/next-nonces.ts';
import { planTransfers, type TransferPattern } from '../load/plan-transfers.ts';
import { signTransfer } from '../load/sign-transfer.ts';

/** Transfers per turn of the event loop, so that calls come in between. What arrives in one turn is verified together. */
const PER_TURN = 100;

export interface TransferSenderCollaborators {
  readonly allocations: readonly Allocation[];
  readonly chain: { readonly head: { readonly hash: Uint8Array; readonly topoheight: number } };
  readonly storage: Pick<StorageReader, 'readMany'>;
  readonly mempool: Pick<Mempool, 'size' | 'bySender'>;
  readonly producer: Pick<BlockProducer, 'between'>;
  /** Puts a transaction into the mempool. */
  submit(wire: Uint8Array): Promise<MempoolEntry>;
}

export interface SentTransfers {
  /** Transfers that wait for a block now. */
  readonly accepted: number;
  readonly refused: number;
  /** Why the mempool refused the first of those that it refused. */
  readonly firstRefusal: TosError | null;
}

/** Sends transfers between the load accounts of a devnet, as anybody sends them: signed, and through the mempool. */
export class TransferSender {
  readonly #parts: TransferSenderCollaborators;
  #accounts: readonly Uint8Array[] | undefined;
  #first = 0;

  constructor(parts: TransferSenderCollaborators) {
    this.#parts = parts;
  }

  /**
   * Signs transfers and submits them. No block is made meanwhile, so that their nonces follow those of what waits.
   * @throws TOS_NOT_SUPPORTED on a devnet whose genesis funds fewer than two load accounts, and as `BlockProducer.between`
   */
  send(count: number, pattern: TransferPattern): Promise<SentTransfers> {
    const accounts = this.#fundedAccounts();
    return this.#parts.producer.between(async () => {
      const { hash, topoheight } = this.#parts.chain.head;
      const reference = { hash, topoheight: BigInt(topoheight) };
      const nonces = await nextNonces(accounts, this.#parts);
      const transfers = planTransfers({ count, first: this.#first, accounts, nonces, pattern });
      this.#first += count;
      const sent: Promise<MempoolEntry>[] = [];
      for (let from = 0; from < count; from += PER_TURN) {
        for (const transfer of transfers.slice(from, from + PER_TURN)) {
          sent.push(this.#parts.submit(signTransfer(transfer, reference)));
        }
        await Promise.allSettled(sent.slice(from));
      }
      return counted(await Promise.allSettled(sent));
    });
  }

  #fundedAccounts(): readonly Uint8Array[] {
    this.#accounts ??= fundedLoadAccounts(this.#parts.allocations);
    if (this.#accounts.length >= 2) return this.#accounts;
    const feature = `sending transfers on a devnet whose genesis funds ${this.#accounts.length} of the accounts of --load`;
    throw new TosError('TOS_NOT_SUPPORTED', { feature });
  }
}

/** Public keys of the load accounts that a genesis funds, from the first one to the last one before a gap. */
function fundedLoadAccounts(allocations: readonly Allocation[]): Uint8Array[] {
  const funded = new Set(allocations.map(({ publicKey }) => bytesToHex(publicKey)));
  const keys = publicKeysOf(loadAccounts, loadAccounts.count);
  const gap = keys.findIndex((publicKey) => !funded.has(bytesToHex(publicKey)));
  return gap === -1 ? keys : keys.slice(0, gap);
}

/** @throws what is no refusal of a transaction */
function counted(results: readonly PromiseSettledResult<MempoolEntry>[]): SentTransfers {
  const refusals = results.filter((result) => result.status === 'rejected').map(({ reason }): unknown => reason);
  const isRefusal = (error: unknown): error is TosError =>
    isTosError(error, 'TOS_RULE_VIOLATION') || isTosError(error, 'TOS_CAPACITY');
  const failure = refusals.find((error) => !isRefusal(error));
  if (failure !== undefined) throw failure;
  const [firstRefusal] = refusals.filter(isRefusal);
  return {
    accepted: results.length - refusals.length,
    refused: refusals.length,
    firstRefusal: firstRefusal ?? null,
  };
}
