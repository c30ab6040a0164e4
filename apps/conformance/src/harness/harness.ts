import type { BlockExecutor } from '@tos/executor';
import type { ExactJson, ExactJsonInput } from '@tos/protocol';
import { z } from 'zod';
import { executeBlock, executeTransaction, roundTrip } from './execute.ts';
import { type ExportedState, exportState } from './export-state.ts';
import { harnessDigest } from './harness-digest.ts';
import { failureOf, type HarnessResult } from './harness-result.ts';
import { HarnessState } from './harness-state.ts';
import { blockJson, type ImportResult, importBlocks } from './import-blocks.ts';
import { optionalList, readJson } from './json-shapes.ts';
import { loadState } from './load-state.ts';
import { answerRpc } from './rpc.ts';
import { readTransactionInput } from './transaction-input.ts';

const json = z.custom<ExactJson>((value) => value !== undefined);
const blockBody = z.object({ txs: optionalList(json) });
const chainBody = z.object({ blocks: optionalList(blockJson) });

/**
 * The functions behind the endpoints that the suite's runner calls, over one state. All JSON is exact. Call one method at a time.
 * A body without the form of docs/protocol.md §0 throws TOS_INVALID_FORMAT; any other fault of a transaction or block is a result.
 */
export class Harness {
  readonly #executor: BlockExecutor;
  #state: HarnessState = new HarnessState();

  /** @param executor the caller closes it */
  constructor(executor: BlockExecutor) {
    this.#executor = executor;
  }

  reset(): void {
    this.#state = new HarnessState();
  }

  /** Replaces the state. When the new state cannot be read, the old one stays. */
  load(state: ExactJson): void {
    this.#state = loadState(state);
  }

  export(): ExportedState {
    return exportState(this.#state);
  }

  /** The harness's digest of the state, 64 hex digits. */
  digest(): string {
    return harnessDigest(this.export());
  }

  /** @param body `{wire_hex?, tx?}` */
  async executeTransaction(body: ExactJson): Promise<HarnessResult> {
    const input = readTransactionInput(body);
    return executeTransaction(this.#state, this.#executor, input).catch(failureOf);
  }

  /** @param body `{wire_hex}` */
  roundTrip(body: ExactJson): HarnessResult {
    const input = readTransactionInput(body);
    try {
      return roundTrip(input);
    } catch (error) {
      return failureOf(error);
    }
  }

  /** @param body `{txs: [{wire_hex?, tx?}]}` */
  async executeBlock(body: ExactJson): Promise<HarnessResult> {
    const inputs = readJson(blockBody, body, 'block').txs.map(readTransactionInput);
    return executeBlock(this.#state, this.#executor, inputs).catch(failureOf);
  }

  /** @param body `{blocks: [{id, parents, height?, timestamp_ms?, txs}]}` */
  async executeChain(body: ExactJson): Promise<ImportResult> {
    const { blocks } = readJson(chainBody, body, 'chain');
    return importBlocks(this.#state, this.#executor, blocks);
  }

  rpc(request: ExactJson): ExactJsonInput {
    return answerRpc(this.#state, request);
  }
}
