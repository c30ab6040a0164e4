import type { Network } from '@tos/protocol';
import type { Payload, Reference, Transaction } from '@tos/transaction';
import type { Client } from '../client/client.ts';

export interface SignOptions {
  /** The number of the account's transactions before this one. */
  readonly nonce: bigint;
  /** A block of the last 240. */
  readonly reference: Reference;
  /** Atomic units; the minimum when absent. */
  readonly fee?: bigint;
}

export interface SendOptions {
  /** Atomic units; the minimum when absent. More goes first where the mempool is full. */
  readonly fee?: bigint;
  /** Ends the wait. A transaction that was on its way to the node by then may be executed all the same. */
  readonly signal?: AbortSignal;
}

/** A transaction that the node has taken. `waitForTransaction` waits for its block. */
export interface SentTransaction {
  /** In hex. */
  readonly hash: string;
  readonly nonce: bigint;
  /** Atomic units. */
  readonly fee: bigint;
}

/** An account with its key, and a node. It keeps the private key to itself. */
export interface Wallet {
  readonly client: Client;
  readonly network: Network;
  readonly address: string;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** Signs a payload, and sends nothing. @throws whatever `buildTransaction` of @tos/transaction throws */
  sign(payload: Payload, options: SignOptions): Transaction;
  /**
   * Signs a payload with the next nonce, and resolves when the node has taken it. Any number of calls may be made at once: their transactions
   * have nonces, and arrive, in the order of the calls. While the node has no room for more transactions of the account, they wait here; while
   * it does not answer, the same bytes are sent again for about a minute, which cannot pay twice.
   * @throws TOS_CALL_REFUSED when the node refuses it, TOS_NODE_UNREACHABLE when it does not answer, the reason of an aborted signal, and whatever
   * `sign` throws
   */
  submit(payload: Payload, options?: SendOptions): Promise<SentTransaction>;
}
