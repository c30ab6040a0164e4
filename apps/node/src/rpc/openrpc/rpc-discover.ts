import type { ExactJsonInput } from '@tos/protocol';
import { z } from 'zod';
import { defineMethod, type RpcMethod } from '../method/define-method.ts';
import { openRpcDocument } from './openrpc-document.ts';

/** `rpc.discover` of OpenRPC. @param methods those that the document describes */
export function rpcDiscover(methods: readonly RpcMethod[]): RpcMethod {
  let document: ExactJsonInput | undefined;
  return defineMethod({
    name: 'rpc.discover',
    summary: 'Returns the OpenRPC document of all methods.',
    result: z.custom<ExactJsonInput>(),
    call() {
      document ??= openRpcDocument(methods);
      return document;
    },
  });
}
