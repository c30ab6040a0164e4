import { type BlockExecutor, createBlockExecutor, createComparingExecutor } from '@tos/executor';
import type { DevOptions } from './cli/dev-options.ts';
import { createComparedExecutors } from './divergence/create-compared-executors.ts';
import { divergencesFolder, keepDivergence } from './divergence/keep-divergence.ts';
import { nodeVersion } from './process/node-version.ts';

/** The executor that the options ask for. With `verifyParallel` it executes every block twice and keeps reports in the data directory. */
export function createNodeExecutor(
  { executor: setting, workers, verifyParallel }: Pick<DevOptions, 'executor' | 'workers' | 'verifyParallel'>,
  datadir: string,
): BlockExecutor {
  if (!verifyParallel) return createBlockExecutor({ setting, ...(workers === undefined ? {} : { workers }) });
  return createComparingExecutor(createComparedExecutors(workers), {
    software: `tos-node ${nodeVersion}`,
    keep: (report) => keepDivergence(divergencesFolder(datadir), report),
  });
}
