import type { RpcMethods } from '../rpc/rpc-methods.ts';

/** The methods that answer a call. Subscriptions need a WebSocket. */
export type MethodName = Exclude<keyof RpcMethods, 'subscribe' | 'unsubscribe'>;

/** What the params of a method leave out: nothing may be given where there are none, and nothing need be where all are optional. */
export type ParamsOf<M extends MethodName> = RpcMethods[M]['params'] extends undefined
  ? [params?: undefined, options?: CallOptions]
  : Record<never, never> extends RpcMethods[M]['params']
    ? [params?: RpcMethods[M]['params'], options?: CallOptions]
    : [params: RpcMethods[M]['params'], options?: CallOptions];

export interface CallOptions {
  /** Ends the wait for the answer. The node may have done all the same what was asked. */
  readonly signal?: AbortSignal;
}

/** A call in a list: the method, and its params. */
export type AnyCall = {
  [M in MethodName]: RpcMethods[M]['params'] extends undefined
    ? readonly [method: M]
    : Record<never, never> extends RpcMethods[M]['params']
      ? readonly [method: M, params?: RpcMethods[M]['params']]
      : readonly [method: M, params: RpcMethods[M]['params']];
}[MethodName];

/** What became of the calls of a list, in their order. */
export type Outcomes<C extends readonly AnyCall[]> = {
  readonly [I in keyof C]: PromiseSettledResult<RpcMethods[C[I][0]]['result']>;
};

/** A node, as a program calls it. It holds no connection: whoever has one need not close it. */
export interface Client {
  /** Where calls go, such as `http://127.0.0.1:8080/json_rpc`. */
  readonly url: URL;
  /**
   * Calls a method of the node. Every integer of its result is a bigint, with all its digits. A call that only reads is made once more when its
   * connection ends without an answer.
   * @throws TOS_CALL_REFUSED with what the node answered, TOS_NODE_UNREACHABLE when no answer came, and the reason of an aborted signal
   */
  call<M extends MethodName>(method: M, ...[params, options]: ParamsOf<M>): Promise<RpcMethods[M]['result']>;
  /**
   * Makes calls in lists of 20, one list after the other, which costs a node far less than as many calls. A call that fails is an outcome, and
   * stops no other; when a list gets no answer, all calls from there on have TOS_NODE_UNREACHABLE as their outcome.
   * @throws the reason of an aborted signal
   */
  batch<const C extends readonly AnyCall[]>(calls: C, options?: CallOptions): Promise<Outcomes<C>>;
}
