import { type ComparedExecutors, createBlockExecutor } from '@tos/executor';

/**
 * A sequential and a parallel executor that know nothing of each other.
 * @param workers threads of the parallel one besides main; its own default when absent
 */
export function createComparedExecutors(workers?: number): ComparedExecutors {
  return {
    sequential: createBlockExecutor({ setting: 'sequential' }),
    parallel: createBlockExecutor({ setting: 'parallel', ...(workers === undefined ? {} : { workers }) }),
  };
}
