import { nodeVersion } from '../../version.ts';
import { method, type RpcMethod } from '../method.ts';

export const getVersion: RpcMethod = method(() => nodeVersion);
