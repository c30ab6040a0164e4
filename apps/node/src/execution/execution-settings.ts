import type { ExecutionMode } from '@tos/executor';

/** Where a node executes its blocks. No setting changes a result, and each may change between two blocks. */
export interface ExecutionSettings {
  /** `auto` decides block by block; `parallel` and `sequential` use one executor for all. */
  readonly executor: ExecutionMode;
  /** With fewer transactions `auto` executes a block sequentially. */
  readonly parallelThreshold: number;
  /** Whether both executors execute every block, whatever `executor` is, and the node stops at the first difference. */
  readonly testMode: boolean;
}
