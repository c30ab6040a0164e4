import { z } from 'zod';
import type { ExecutionSettings } from '../../execution/execution-settings.ts';
import { safeInteger } from './result-values.ts';

/** Where the node executes its blocks. */
export const parallelExecution: z.ZodObject<{
  enabled: z.ZodBoolean;
  executor: z.ZodEnum<{ auto: 'auto'; parallel: 'parallel'; sequential: 'sequential' }>;
  threshold: z.ZodInt;
  test_mode: z.ZodBoolean;
}> = z.strictObject({
  enabled: z.boolean(),
  executor: z.enum(['auto', 'parallel', 'sequential']),
  threshold: safeInteger,
  test_mode: z.boolean(),
});

/** The JSON of the node's settings. In test mode both executors run, so that parallel execution is enabled whatever `executor` is. */
export function parallelExecutionJson({
  executor,
  parallelThreshold,
  testMode,
}: ExecutionSettings): z.infer<typeof parallelExecution> {
  return {
    enabled: executor !== 'sequential' || testMode,
    executor,
    threshold: parallelThreshold,
    test_mode: testMode,
  };
}
