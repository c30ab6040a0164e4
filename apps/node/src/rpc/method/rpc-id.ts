/** The id of a request, which its answer repeats; null for a request without one. */
export type RpcId = string | bigint | null;
