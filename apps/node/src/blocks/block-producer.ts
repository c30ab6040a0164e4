import type { Chain, ChainHead, Mempool } from '@tos/chain';
import { MAX_BLOCK_SIZE, MAX_BLOCK_TRANSACTIONS } from '@tos/protocol';
import { decodeSequence, joinBatches, type PackedBatch } from '@tos/transaction';
import type { LoadBatch } from '../load/load-generator.ts';
import type { ProducedBlock } from './produced-block.ts';

/** An idle devnet makes an empty block every ten seconds: clocks and confirmations move, and the terminal stays readable. */
export const HEARTBEAT_MS = 10_000;

export interface ProducerOptions {
  /** Milliseconds between ticks; with 0 a block is made as soon as there is a transaction. */
  readonly blockTime: number;
  /** Number of blocks, empty ones included, after which the run ends. */
  readonly blocks?: number;
  /** Public key (32 bytes) that receives the rewards. */
  readonly miner: Uint8Array;
}

export interface ProducerCollaborators {
  readonly chain: Pick<Chain, 'head' | 'produceBlock'>;
  readonly mempool: Pick<Mempool, 'size' | 'take' | 'afterBlock'>;
  /** Makes transfers for every block besides those of the mempool. */
  readonly load?: { next(head: ChainHead): Promise<LoadBatch> };
  /** Receives each block once it is durable. */
  readonly onBlock: (block: ProducedBlock) => void;
}

/**
 * Makes blocks, one at a time. A tick makes a block if there are transactions, if a number of blocks was asked for, or if the last block is
 * `HEARTBEAT_MS` old.
 */
export class BlockProducer {
  readonly #options: ProducerOptions;
  readonly #parts: ProducerCollaborators;
  #interrupt: () => void = () => undefined;

  constructor(options: ProducerOptions, collaborators: ProducerCollaborators) {
    this.#options = options;
    this.#parts = collaborators;
  }

  /** To be called when the mempool has a new transaction. */
  wake(): void {
    if (this.#options.blockTime === 0) this.#interrupt();
  }

  /**
   * Makes blocks until their number is reached or the signal comes; a block under way is finished first.
   * @throws as `Chain.produceBlock`
   */
  async run(signal: AbortSignal): Promise<void> {
    const { blockTime, blocks = Number.POSITIVE_INFINITY } = this.#options;
    const interrupt = (): void => this.#interrupt();
    signal.addEventListener('abort', interrupt);
    let produced = 0;
    let lastBlock = performance.now();
    let tick = lastBlock;
    while (produced < blocks && !signal.aborted) {
      tick = Math.max(tick + blockTime, performance.now());
      await this.#pause(tick - performance.now(), signal);
      const beat = lastBlock + HEARTBEAT_MS - performance.now();
      if (this.#isIdle() && beat > 0) {
        if (blockTime === 0) await this.#pause(beat, signal);
        continue;
      }
      if (signal.aborted || !(await this.#produce(signal))) break;
      produced++;
      lastBlock = performance.now();
    }
    signal.removeEventListener('abort', interrupt);
  }

  #isIdle(): boolean {
    const { load, mempool } = this.#parts;
    return this.#options.blocks === undefined && load === undefined && mempool.size === 0;
  }

  /** Makes a block. @returns false when the signal came before the block was begun */
  async #produce(signal: AbortSignal): Promise<boolean> {
    const { chain, mempool, load, onBlock } = this.#parts;
    // Signed before the time is taken: that is a wallet's work, not a node's.
    const signed = await load?.next(chain.head);
    if (signal.aborted) return false;
    const start = performance.now();
    const candidates = this.#candidates(signed);
    const block = await chain.produceBlock({ candidates, miner: this.#options.miner });
    const elapsedMs = performance.now() - start;
    mempool.afterBlock(block.transactions, block.leftOut);
    onBlock({
      height: block.height,
      transactions: block.transactions.count,
      leftOut: block.leftOut.length,
      elapsedMs,
      commitMs: block.commitMs,
      report: block.report,
    });
    return true;
  }

  /** The transactions of the mempool, then the load; the chain leaves out what does not fit. */
  #candidates(load: LoadBatch | undefined): PackedBatch {
    const { mempool } = this.#parts;
    if (load === undefined) return mempool.take(MAX_BLOCK_SIZE, MAX_BLOCK_TRANSACTIONS);
    const waiting = mempool.take(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    return joinBatches([waiting, decodeSequence(load.bytes, 0, load.count).batch]);
  }

  /**
   * Waits, and ends early when interrupted. It lasts at least a turn of the event loop, so that calls and signals come in between blocks.
   */
  #pause(ms: number, signal: AbortSignal): Promise<void> {
    if (ms <= 0 || signal.aborted) return new Promise((resolve) => setImmediate(resolve));
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      this.#interrupt = done;
      function done(): void {
        clearTimeout(timer);
        resolve();
      }
    });
  }
}
