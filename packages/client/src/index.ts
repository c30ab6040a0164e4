export type { CallOptions, Client, ParamsOf } from './client/client.ts';
export { type ClientOptions, createClient } from './client/create-client.ts';
export type * from './rpc/rpc-methods.ts';
