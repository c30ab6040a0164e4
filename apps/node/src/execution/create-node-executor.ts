import type { DevOptions } from '../cli/dev-options.ts';
import { divergencesFolder, keepDivergence } from '../divergence/keep-divergence.ts';
import { nodeVersion } from '../process/node-version.ts';
import { SwitchableExecutor } from './switchable-executor.ts';

/** The executor that the options ask for. In test mode it executes every block twice and keeps reports in the data directory. */
export function createNodeExecutor(
  {
    executor,
    parallelThreshold,
    verifyParallel,
    workers,
  }: Pick<DevOptions, 'executor' | 'parallelThreshold' | 'verifyParallel' | 'workers'>,
  datadir: string,
): SwitchableExecutor {
  return new SwitchableExecutor(
    { executor, parallelThreshold, testMode: verifyParallel },
    {
      ...(workers === undefined ? {} : { workers }),
      comparison: {
        software: `tos-node ${nodeVersion}`,
        keep: (report) => keepDivergence(divergencesFolder(datadir), report),
      },
    },
  );
}
