import { z } from 'zod';
import { defineMethod, type RpcMethod } from '../../method/define-method.ts';
import { parallelExecution, parallelExecutionJson } from '../../schemas/parallel-execution.ts';
import { productionJson, productionValue } from '../../schemas/production-json.ts';
import { safeInteger } from '../../schemas/result-values.ts';
import { snapshotJson, snapshotValue } from '../../schemas/snapshot-json.ts';

export const devGetState: RpcMethod = defineMethod({
  name: 'dev_get_state',
  summary: 'Returns what the methods of a devnet change: block production, execution, the clock, and the snapshots.',
  access: 'devnet',
  result: z.strictObject({
    production: productionValue,
    parallel_execution: parallelExecution,
    time: safeInteger,
    time_offset: safeInteger,
    snapshots: z.array(snapshotValue),
  }),
  call({ controls }) {
    const { clock, execution, snapshots } = controls;
    return {
      production: productionJson(controls),
      parallel_execution: parallelExecutionJson(execution.settings),
      time: clock.now(),
      time_offset: clock.offset,
      snapshots: snapshots.all.map(snapshotJson),
    };
  },
});
