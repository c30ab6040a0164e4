export { createTaskExecutor, type TaskExecutorOptions } from './create-task-executor.ts';
export {
  AMOUNT_LIMIT,
  COUNTER_LIMIT,
  type Task,
  type TaskAccess,
  type TaskAdd,
  type TaskChange,
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
