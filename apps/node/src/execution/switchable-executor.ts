import {
  type BlockExecutor,
  type BlockOutcome,
  type ComparisonOptions,
  createBlockExecutor,
  createComparingExecutor,
  type ExecutionContext,
  type ExecutionOptions,
  type ExecutorMetrics,
} from '@tos/executor';
import { TosError } from '@tos/protocol';
import type { PackedBatch } from '@tos/transaction';
import type { ExecutionSettings } from './execution-settings.ts';

export interface SwitchableOptions {
  /** Threads besides the main one; the executor's own default when absent. */
  readonly workers?: number;
  /** What happens at a difference in test mode. */
  readonly comparison: ComparisonOptions;
}

/**
 * The node's executor, whose settings change while it runs. A call keeps the settings with which it was made, so that switching disturbs no
 * block under way. Threads start with the first setting that uses them, and then stay: while they are switched off they sleep.
 */
export class SwitchableExecutor implements BlockExecutor {
  readonly #options: SwitchableOptions;
  #settings: ExecutionSettings;
  #unthreaded: BlockExecutor | undefined;
  #threaded: BlockExecutor | undefined;
  // Owns nothing: it runs the two above one after the other, and remembers a difference for ever.
  #comparing: BlockExecutor | undefined;
  #closed: Promise<void> | undefined;

  constructor(settings: ExecutionSettings, options: SwitchableOptions) {
    this.#settings = settings;
    this.#options = options;
    // Made now, so that the threads start while the chain is being opened.
    this.#current();
  }

  get settings(): ExecutionSettings {
    return this.#settings;
  }

  /** Changes settings from the next call on. @returns the settings now */
  switchTo(change: Partial<ExecutionSettings>): ExecutionSettings {
    this.#settings = { ...this.#settings, ...change };
    this.#current();
    return this.#settings;
  }

  /** Switches parallel execution off, or on: then `auto` decides. It leaves the test mode as it is. @returns the settings now */
  toggle(): ExecutionSettings {
    return this.switchTo({ executor: this.#settings.executor === 'sequential' ? 'auto' : 'sequential' });
  }

  async execute(batch: PackedBatch, context: ExecutionContext, options: ExecutionOptions): Promise<BlockOutcome> {
    const { executor: setting, parallelThreshold } = this.#settings;
    return this.#current().execute(batch, context, { setting, parallelThreshold, ...options });
  }

  async verifySignatures(batch: PackedBatch): Promise<Uint8Array> {
    return this.#current().verifySignatures(batch);
  }

  /** Returns the metrics of the executor with threads once there is one. */
  async metrics(): Promise<ExecutorMetrics> {
    return (this.#threaded ?? this.#current()).metrics();
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    // First the one that calls the others.
    await this.#comparing?.close();
    await Promise.all([this.#unthreaded?.close(), this.#threaded?.close()]);
  }

  /** The executor of the settings. @throws TOS_NOT_OPEN after `close` */
  #current(): BlockExecutor {
    if (this.#closed !== undefined) throw new TosError('TOS_NOT_OPEN', { what: 'executor', status: 'closed' });
    const { executor, testMode } = this.#settings;
    if (testMode) {
      this.#comparing ??= createComparingExecutor(
        { sequential: this.#withoutThreads(), parallel: this.#withThreads() },
        this.#options.comparison,
      );
      return this.#comparing;
    }
    // Once there are threads, they verify what waits in the mempool, also while blocks are executed sequentially.
    const isThreaded = executor !== 'sequential' || this.#threaded !== undefined;
    return isThreaded ? this.#withThreads() : this.#withoutThreads();
  }

  #withThreads(): BlockExecutor {
    const { workers } = this.#options;
    this.#threaded ??= createBlockExecutor(workers === undefined ? {} : { workers });
    return this.#threaded;
  }

  #withoutThreads(): BlockExecutor {
    this.#unthreaded ??= createBlockExecutor({ setting: 'sequential' });
    return this.#unthreaded;
  }
}
