import { bytesToHex, hexToBytes } from '@tos/crypto';
import { ErrorCode, isTosError, MAX_TRANSACTION_SIZE } from '@tos/protocol';
import { encodeTransaction, type Payload, type Reference, type Transaction, transactionHash } from '@tos/transaction';
import { backoff } from '../backoff.ts';
import type { Client } from '../client/client.ts';
import { sleep } from '../sleep.ts';
import type { SentTransaction, SignOptions } from './wallet.ts';

/** Transactions that are signed and sent together: the longest list that a node takes. */
const TOGETHER = 20;
/** Wire bytes that are sent together, unless one transaction has more: a node takes two characters for each of them in one body. */
const TOGETHER_BYTES = MAX_TRANSACTION_SIZE;
/** Attempts to reach a node, with pauses of up to three seconds: about a minute, in which a node restarts. */
const MOST_ATTEMPTS = 24;
/** Nonces that others with the same key may take away from one transaction. */
const MOST_NONCES = 10;

/** Rules that a transaction breaks whose nonce is not the next one. */
const NONCE_CODES: readonly (number | undefined)[] = [
  ErrorCode.NONCE_TOO_LOW,
  ErrorCode.NONCE_TOO_HIGH,
  ErrorCode.NONCE_DUPLICATE,
];

export interface QueueParts {
  readonly client: Client;
  readonly address: string;
  sign(payload: Payload, options: SignOptions): Transaction;
}

interface QueueOptions {
  readonly fee: bigint | undefined;
  readonly signal: AbortSignal | undefined;
}

interface Waiting {
  readonly payload: Payload;
  readonly fee: bigint | undefined;
  /** Nonces that it had. */
  nonces: number;
  resolve(sent: SentTransaction): void;
  reject(reason: unknown): void;
}

interface Signed {
  readonly waiting: Waiting;
  readonly sent: SentTransaction;
  /** In hex. */
  readonly wire: string;
}

/** The transactions of one account on their way to a node: one list after the other, with nonces in the order of the calls. */
export class SendQueue {
  readonly #parts: QueueParts;
  readonly #waiting: Waiting[] = [];
  /** The next nonce; the node is asked while it is undefined. */
  #nonce: bigint | undefined;
  /** Whether the node has answered before: then it is worth waiting for. */
  #hasAnswered = false;
  #isRunning = false;

  constructor(parts: QueueParts) {
    this.#parts = parts;
  }

  push(payload: Payload, { fee, signal }: QueueOptions): Promise<SentTransaction> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const waiting: Waiting = {
        payload,
        fee,
        nonces: 0,
        resolve(sent) {
          signal?.removeEventListener('abort', abort);
          resolve(sent);
        },
        reject(reason) {
          signal?.removeEventListener('abort', abort);
          reject(reason);
        },
      };
      const abort = (): void => {
        this.#drop(waiting);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#waiting.push(waiting);
      if (!this.#isRunning) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    for (let idle = 0; this.#waiting.length > 0; ) {
      try {
        idle = (await this.#round()) ? 0 : idle + 1;
        // The mempool has no room for more of this account until there is a block.
        if (idle > 0) await sleep(backoff(idle - 1), undefined);
      } catch (error) {
        this.#nonce = undefined;
        for (const waiting of this.#waiting.splice(0)) waiting.reject(error);
      }
    }
    this.#isRunning = false;
  }

  /**
   * Signs and sends the first ones.
   * @returns false when all of them still wait
   * @throws when the node does not answer, or does not know the account
   */
  async #round(): Promise<boolean> {
    const { reference, nonce } = await this.#persistently(() => this.#ask());
    const list = this.#sign(nonce, reference);
    if (list.length === 0) return true;
    const outcomes = await this.#persistently(() => this.#submit(list));
    const isTaken = outcomes.map((error) => error === undefined);
    for (const [i, { waiting, sent }] of list.entries()) {
      if (!isTaken[i]) continue;
      this.#drop(waiting);
      waiting.resolve(sent);
    }
    const failed = isTaken.indexOf(false);
    if (failed === -1) {
      this.#nonce = nonce + BigInt(list.length);
      return true;
    }
    const { waiting, sent } = list[failed]!;
    // Those behind a refused one were refused for their nonces. Was one taken all the same, the node has to say which nonce is next.
    this.#nonce = isTaken.includes(true, failed) ? undefined : sent.nonce;
    return this.#onRefused(waiting, outcomes[failed]) || isTaken.includes(true);
  }

  /** @returns false when the transaction still waits */
  #onRefused(waiting: Waiting, error: unknown): boolean {
    if (isFull(error)) return false;
    const errorCode = isTosError(error, 'TOS_CALL_REFUSED') ? error.details.errorCode : undefined;
    if (NONCE_CODES.includes(errorCode)) {
      // Somebody else signs with this key, or the node has lost transactions that waited.
      this.#nonce = undefined;
      if (++waiting.nonces < MOST_NONCES) return false;
    }
    this.#drop(waiting);
    waiting.reject(error);
    return true;
  }

  async #ask(): Promise<{ readonly reference: Reference; readonly nonce: bigint }> {
    const { client, address } = this.#parts;
    const { top_block_hash: hash, topoheight } = await client.call('get_info');
    const reference = { hash: hexToBytes(hash), topoheight };
    if (this.#nonce !== undefined) return { reference, nonce: this.#nonce };
    // What waits first: a block between the two answers counts in the second one.
    const [waiting, account] = await client.batch([
      ['get_mempool_cache', { address }],
      ['get_nonce', { address }],
    ]);
    if (account.status === 'rejected') throw account.reason;
    if (waiting.status === 'rejected' && !isAbsence(waiting.reason)) throw waiting.reason;
    const behind = waiting.status === 'fulfilled' ? waiting.value.max + 1n : 0n;
    const { nonce } = account.value;
    return { reference, nonce: behind > nonce ? behind : nonce };
  }

  /** Those of the first that can be signed; the others are rejected. */
  #sign(first: bigint, reference: Reference): Signed[] {
    const list: Signed[] = [];
    let bytes = 0;
    for (const waiting of this.#waiting.slice(0, TOGETHER)) {
      const { payload, fee } = waiting;
      const nonce = first + BigInt(list.length);
      try {
        const transaction = this.#parts.sign(payload, { nonce, reference, ...(fee === undefined ? {} : { fee }) });
        const wire = encodeTransaction(transaction);
        bytes += wire.length;
        if (list.length > 0 && bytes > TOGETHER_BYTES) break;
        const sent = { hash: bytesToHex(transactionHash(wire)), nonce, fee: transaction.fee };
        list.push({ waiting, sent, wire: bytesToHex(wire) });
      } catch (error) {
        this.#drop(waiting);
        waiting.reject(error);
      }
    }
    return list;
  }

  /** The error of each transaction, undefined for one that the node has. @throws TOS_NODE_UNREACHABLE */
  async #submit(list: readonly Signed[]): Promise<readonly unknown[]> {
    const { client } = this.#parts;
    const outcomes = await client.batch(list.map(({ wire }) => ['submit_transaction', { data: wire }] as const));
    const errors = outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason : undefined));
    for (const error of errors) if (isTosError(error, 'TOS_NODE_UNREACHABLE')) throw error;
    if (errors.every((error) => error === undefined)) return errors;
    // A list that was sent again may have arrived the first time: then its nonces are taken by these very transactions.
    const known = await client.call('get_transactions', { tx_hashes: list.map(({ sent }) => sent.hash) });
    return errors.map((error, i) => (known[i] === null ? error : undefined));
  }

  /** Asks again while a node that has answered before does not, or answers that it has too much to do. */
  async #persistently<T>(attempt: () => Promise<T>): Promise<T> {
    for (let failures = 0; ; failures++) {
      try {
        const result = await attempt();
        this.#hasAnswered = true;
        return result;
      } catch (error) {
        const isGone = isTosError(error, 'TOS_NODE_UNREACHABLE') && this.#hasAnswered;
        if (failures === MOST_ATTEMPTS || !(isGone || isFull(error))) throw error;
      }
      await sleep(backoff(failures), undefined);
    }
  }

  #drop(waiting: Waiting): void {
    const at = this.#waiting.indexOf(waiting);
    if (at !== -1) this.#waiting.splice(at, 1);
  }
}

/** Whether a node has refused a call because it has no room for it now. */
function isFull(error: unknown): boolean {
  return isTosError(error, 'TOS_CALL_REFUSED') && error.details.reason === 'TOS_CAPACITY';
}

/** Whether a node has answered that there is no such thing. */
function isAbsence(error: unknown): boolean {
  return isTosError(error, 'TOS_CALL_REFUSED') && error.details.reason === 'TOS_NOT_FOUND';
}
