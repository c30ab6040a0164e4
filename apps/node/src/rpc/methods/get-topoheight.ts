import { method, type RpcMethod } from './method.ts';

export const getTopoheight: RpcMethod = method(({ chain }) => chain.head.topoheight);
