import { method, type RpcMethod } from './method.ts';

export const getHeight: RpcMethod = method(({ chain }) => chain.head.height);
