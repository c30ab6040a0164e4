import { MAX_BLOCK_TRANSACTIONS } from '@tos/protocol';
import { z } from 'zod';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import { parallelExecution, parallelExecutionJson } from '../../schemas/parallel-execution.ts';
import { integerParam } from '../../schemas/params.ts';

export const devSetExecution: RpcMethod = defineParamsMethod({
  name: 'dev_set_execution',
  summary:
    'Switches executor, threshold and test mode from the next block on; what is not given stays. No result depends on them.',
  access: 'devnet',
  params: {
    executor: z.enum(['auto', 'parallel', 'sequential']).optional(),
    threshold: integerParam(0, MAX_BLOCK_TRANSACTIONS).optional(),
    test_mode: z.boolean().optional(),
  },
  result: parallelExecution,
  call({ executor, threshold, test_mode }, { controls: { execution } }) {
    const settings = execution.switchTo({
      ...(executor === undefined ? {} : { executor }),
      ...(threshold === undefined ? {} : { parallelThreshold: threshold }),
      ...(test_mode === undefined ? {} : { testMode: test_mode }),
    });
    return parallelExecutionJson(settings);
  },
});
