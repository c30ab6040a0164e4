import { defineMethod, type RpcMethod } from '../../method/define-method.ts';
import { snapshotJson, snapshotValue } from '../../schemas/snapshot-json.ts';

export const devSnapshot: RpcMethod = defineMethod({
  name: 'dev_snapshot',
  summary: 'Marks the head, so that dev_revert can take the chain back to it during this run of the node.',
  access: 'devnet',
  result: snapshotValue,
  call: async ({ controls }) => snapshotJson(await controls.snapshots.take()),
});
