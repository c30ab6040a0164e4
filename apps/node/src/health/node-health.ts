import type { BlockExecutor } from '@tos/executor';
import type { Storage } from '@tos/state';
import type { EventLoopWatch } from './event-loop-watch.ts';

/** Why a node should get no calls. */
export interface HealthReason {
  readonly code:
    | 'starting'
    | 'stopping'
    | 'production_failed'
    | 'storage_failed'
    | 'executor_without_workers'
    | 'event_loop_blocked';
  readonly message: string;
}

export interface HealthCollaborators {
  readonly storage: Pick<Storage, 'metadata'>;
  readonly executor: Pick<BlockExecutor, 'metrics'>;
  readonly watch: Pick<EventLoopWatch, 'longestDelayMs'>;
  /** How long the storage may take to answer, in milliseconds. */
  readonly patienceMs?: number;
}

/** A delay of the event loop from which on a node is not ready: Kubernetes waits one second for a probe by default. */
const LONGEST_DELAY_MS = 1000;
/** The default of `patienceMs`: below the second that a probe waits. */
const STORAGE_PATIENCE_MS = 500;

/** The phases of a node, in their order. */
type Phase = 'starting' | 'running' | 'stopping';

/** Whether a node should get calls, and if not, why. */
export class NodeHealth {
  readonly #parts: HealthCollaborators;
  #phase: Phase = 'starting';
  #productionFailure: unknown;

  constructor(collaborators: HealthCollaborators) {
    this.#parts = collaborators;
  }

  enter(phase: Exclude<Phase, 'starting'>): void {
    this.#phase = phase;
  }

  /** Takes note of the error that has ended the making of blocks. */
  productionFailed(error: unknown): void {
    this.#productionFailure = error;
  }

  /** The reasons against calls; none for a node that is ready. */
  async reasons(): Promise<HealthReason[]> {
    const reasons: HealthReason[] = [];
    if (this.#phase === 'starting') reasons.push({ code: 'starting', message: 'the node is starting' });
    if (this.#phase === 'stopping') reasons.push({ code: 'stopping', message: 'the node is stopping' });
    if (this.#productionFailure !== undefined) {
      const message = `no blocks are made since an error: ${messageOf(this.#productionFailure)}`;
      reasons.push({ code: 'production_failed', message });
    }
    const delay = this.#parts.watch.longestDelayMs;
    if (delay >= LONGEST_DELAY_MS) {
      const message = `the event loop stood still for ${Math.round(delay)} ms within the last seconds`;
      reasons.push({ code: 'event_loop_blocked', message });
    }
    const [storage, executor] = await Promise.all([this.#storageFailure(), this.#executorFailure()]);
    if (storage !== undefined) reasons.push({ code: 'storage_failed', message: storage });
    if (executor !== undefined) reasons.push({ code: 'executor_without_workers', message: executor });
    return reasons;
  }

  async #storageFailure(): Promise<string | undefined> {
    const { storage, patienceMs = STORAGE_PATIENCE_MS } = this.#parts;
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<string>((resolve) => {
      timer = setTimeout(resolve, patienceMs, `the storage has not answered for ${patienceMs} ms`);
    });
    const answer = storage.metadata().then(
      () => undefined,
      (error: unknown) => `the storage cannot be read: ${messageOf(error)}`,
    );
    const failure = await Promise.race([answer, silence]);
    clearTimeout(timer);
    return failure;
  }

  async #executorFailure(): Promise<string | undefined> {
    try {
      const { workersConfigured, workersHealthy, lastWorkerFault } = await this.#parts.executor.metrics();
      if (workersConfigured === 0 || workersHealthy > 0) return undefined;
      return `none of ${workersConfigured} threads of the executor is healthy${lastWorkerFault === '' ? '' : `: ${lastWorkerFault}`}`;
    } catch (error) {
      return `the executor does not run: ${messageOf(error)}`;
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
