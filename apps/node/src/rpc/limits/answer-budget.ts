import { MAX_BLOCK_SIZE } from '@tos/protocol';
import { RpcError, RpcErrorCode } from '../errors/rpc-error.ts';

/**
 * Wire bytes that one answer may show: four of the largest blocks. Their JSON has up to four characters per byte, where the original writes
 * bytes as lists of numbers, and some 700 per transaction.
 */
export const MAX_ANSWER_BYTES: number = 4 * MAX_BLOCK_SIZE;

/** Counts the wire bytes that an answer shows, so that no answer outgrows the node. */
export class AnswerBudget {
  #left = MAX_ANSWER_BYTES;

  /** @throws RpcError -32004 when this and what came before are more than `MAX_ANSWER_BYTES` */
  take(bytes: number): void {
    this.#left -= bytes;
    if (this.#left >= 0) return;
    const problem = `The answer shows more than ${MAX_ANSWER_BYTES} bytes of blocks or transactions`;
    throw new RpcError(RpcErrorCode.OTHER, problem, { remedy: 'Ask for fewer at once.' });
  }
}
