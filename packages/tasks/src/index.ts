export { type AccessColumns, type AccessList, accessColumns } from './conflicts/access-columns.ts';
export { CellAccess } from './conflicts/cell-access.ts';
export { type ConflictGraph, detectConflicts, type HotCell } from './conflicts/detect-conflicts.ts';
export { groupByConflicts } from './conflicts/group-by-conflicts.ts';
export { createTaskExecutor, type TaskExecutorOptions } from './create-task-executor.ts';
export { type ExecutionMode, executionModes } from './execution-mode.ts';
export {
  AMOUNT_LIMIT,
  COUNTER_LIMIT,
  type Task,
  type TaskAccess,
  type TaskAdd,
  type TaskChange,
  type TaskDatabase,
  type TaskError,
  type TaskExecutor,
  type TaskModeReason,
  type TaskModule,
  type TaskReport,
  type TaskResult,
  type TaskRunOptions,
  type TaskRunResult,
  type TaskScope,
  type TaskState,
  type TaskValue,
} from './task.ts';
export type { ModuleAddress } from './threads/module-address.ts';
