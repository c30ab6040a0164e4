import { nodeVersion } from '../../process/node-version.ts';
import { method, type RpcMethod } from './method.ts';

export const getVersion: RpcMethod = method(() => nodeVersion);
