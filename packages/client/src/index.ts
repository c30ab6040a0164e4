export type { ChainEvent } from './chain/chain-event.ts';
export { waitForTransaction } from './chain/wait-for-transaction.ts';
export { watchBlocks } from './chain/watch-blocks.ts';
export { watchChain } from './chain/watch-chain.ts';
export type { WatchOptions } from './chain/watch-options.ts';
export { type ExecutedTransaction, watchTransactions } from './chain/watch-transactions.ts';
export type { AnyCall, CallOptions, Client, MethodName, Outcomes, ParamsOf } from './client/client.ts';
export { type ClientOptions, createClient } from './client/create-client.ts';
export type * from './rpc/rpc-methods.ts';
