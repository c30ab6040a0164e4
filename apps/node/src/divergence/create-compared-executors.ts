import { type ComparedExecutors, createBlockExecutor } from '@tos/executor';

/**
 * A sequential and a parallel executor that share nothing.
 * @param workers threads of the parallel executor besides the main one; its own default when absent
 */
export function createComparedExecutors(workers?: number): ComparedExecutors {
  return {
    sequential: createBlockExecutor({ setting: 'sequential' }),
    parallel: createBlockExecutor({ setting: 'parallel', ...(workers === undefined ? {} : { workers }) }),
  };
}
