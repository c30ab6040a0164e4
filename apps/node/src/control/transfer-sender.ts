import type { Allocation, Mempool, MempoolEntry } from '@tos/chain';
import { bytesToHex } from '@tos/crypto';
import { isTosError, TosError } from '@tos/protocol';
import type { StorageReader } from '@tos/state';
import { loadAccounts } from '../accounts/dev-accounts.ts';
import type { BlockProducer } from '../blocks/block-producer.ts';
import { LoadSigner } from '../load/load-signer.ts';
import { nextNonces } from '../load/next-nonces.ts';
import { planTransfers, type TransferPattern } from '../load/plan-transfers.ts';

/** Transfers per turn of the event loop, so that calls come in between. What arrives in one turn is verified together. */
const PER_TURN = 500;

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
  #signer: LoadSigner | undefined;
  #first = 0;

  constructor(parts: TransferSenderCollaborators) {
    this.#parts = parts;
  }

  /**
   * Signs transfers and submits them. No block is made meanwhile, so that their nonces follow those of what waits.
   * @throws TOS_NOT_SUPPORTED on a devnet whose genesis funds fewer than two load accounts, and as `BlockProducer.between`
   */
  send(count: number, pattern: TransferPattern): Promise<SentTransfers> {
    this.#signer ??= new LoadSigner(loadAccounts.count);
    const signer = this.#signer;
    const accounts = this.#fundedOf(signer.accounts);
    return this.#parts.producer.between(async () => {
      const { hash, topoheight } = this.#parts.chain.head;
      const reference = { hash, topoheight: BigInt(topoheight) };
      const nonces = await nextNonces(accounts, this.#parts);
      const transfers = planTransfers({ count, first: this.#first, nonces, pattern });
      this.#first += count;
      const sent: Promise<MempoolEntry>[] = [];
      for (let from = 0; from < count; from += PER_TURN) {
        const batch = signer.sign(transfers.slice(from, from + PER_TURN), reference);
        for (let i = 0; i < batch.count; i++) sent.push(this.#parts.submit(signer.wireAt(batch, i)));
        await Promise.allSettled(sent.slice(from));
      }
      return counted(await Promise.allSettled(sent));
    });
  }

  /** The accounts that the genesis funds, from the first one to the last one before a gap. */
  #fundedOf(accounts: readonly Uint8Array[]): readonly Uint8Array[] {
    const funded = new Set(this.#parts.allocations.map(({ publicKey }) => bytesToHex(publicKey)));
    const gap = accounts.findIndex((publicKey) => !funded.has(bytesToHex(publicKey)));
    if (gap === -1) return accounts;
    if (gap >= 2) return accounts.slice(0, gap);
    const feature = `sending transfers on a devnet whose genesis funds ${gap} of the accounts of --load`;
    throw new TosError('TOS_NOT_SUPPORTED', { feature });
  }
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
