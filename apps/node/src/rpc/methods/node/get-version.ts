import { z } from 'zod';
import { nodeVersion } from '../../../process/node-version.ts';
import { defineMethod, type RpcMethod } from '../../method/define-method.ts';

export const getVersion: RpcMethod = defineMethod({
  name: 'get_version',
  summary: 'Returns the version of the software of the node.',
  result: z.string(),
  call: () => nodeVersion,
});
