import type { ExactJson, ExactJsonInput } from '@tos/protocol';
import type { z } from 'zod';
import type { RpcContext } from './rpc-context.ts';
import { RpcError, RpcErrorCode } from './rpc-error.ts';

/** A method as the dispatcher sees it. `params` is undefined where it is absent or null. */
export interface RpcMethod {
  call(params: ExactJson | undefined, context: RpcContext): Promise<ExactJsonInput>;
}

/** A method without params: no params and an empty list are accepted, anything else is refused. Source: docs/protocol.md §7.2. */
export function method(answer: (context: RpcContext) => Promise<ExactJsonInput> | ExactJsonInput): RpcMethod {
  return {
    async call(params, context) {
      if (params !== undefined && !(Array.isArray(params) && params.length === 0)) {
        throw new RpcError(RpcErrorCode.INVALID_PARAMS, 'Unexpected params: this method takes none');
      }
      return answer(context);
    },
  };
}

/** A method whose params are an object of the given shape. */
export function methodWithParams<P>(
  shape: z.ZodType<P>,
  answer: (params: P, context: RpcContext) => Promise<ExactJsonInput>,
): RpcMethod {
  return {
    async call(params, context) {
      const parsed = shape.safeParse(params ?? {});
      if (parsed.success) return answer(parsed.data, context);
      throw new RpcError(RpcErrorCode.INVALID_PARAMS, `Invalid params: ${firstIssue(parsed.error)}`);
    },
  };
}

function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return 'unknown';
  const path = issue.path.join('.');
  return path === '' ? issue.message : `${path}: ${issue.message}`;
}
