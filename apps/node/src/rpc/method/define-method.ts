import type { ExactJson, ExactJsonInput } from '@tos/protocol';
import { z } from 'zod';
import { RpcError, RpcErrorCode } from '../errors/rpc-error.ts';
import type { RpcContext } from './rpc-context.ts';
import type { RpcId } from './rpc-id.ts';

/** Who may call a method: anybody who reaches the port, or only callers of a devnet, whose chain it may rewrite. */
export type RpcAccess = 'public' | 'devnet';

/**
 * A method as the dispatcher sees it, and as the OpenRPC document describes it. Its schemas are the one source of validation, of the
 * document and of the client's types.
 */
export interface RpcMethod {
  /** On the wire, such as `get_block_at_topoheight`. */
  readonly name: string;
  /** What it does, in one sentence. */
  readonly summary: string;
  readonly access: RpcAccess;
  /** Whether calls that follow one another in a batch begin together; otherwise each waits for the one before it. */
  readonly isGathered?: boolean;
  /** The members of `params`; null for a method without params. */
  readonly params: z.ZodObject | null;
  /** The JSON of the result. Integers that are topoheights, sizes and times are numbers; those of 64 bits are bigints. */
  readonly result: z.ZodType;
  /** @param params undefined where it is absent or null @param id of the request, which the frames of a subscription repeat */
  call(params: ExactJson | undefined, context: RpcContext, id: RpcId): Promise<ExactJsonInput>;
}

/** The schema of a result, which describes it and changes nothing. */
type ResultSchema = z.ZodType<ExactJsonInput, ExactJsonInput>;

/** What `defineMethod` takes for a method without params. */
export interface PlainMethod<R extends ResultSchema> {
  readonly name: string;
  readonly summary: string;
  readonly access?: RpcAccess;
  readonly result: R;
  call(context: RpcContext): Promise<z.input<R>> | z.input<R>;
}

/** What `defineMethod` takes for a method with params. */
export interface ParamsMethod<P extends z.ZodRawShape, R extends ResultSchema> {
  readonly name: string;
  readonly summary: string;
  readonly access?: RpcAccess;
  readonly isGathered?: boolean;
  /** By name. A param that may be absent has a default or is optional. */
  readonly params: P;
  readonly result: R;
  call(params: z.output<z.ZodObject<P>>, context: RpcContext, id: RpcId): Promise<z.input<R>> | z.input<R>;
}

/** Defines a method without params: no params and an empty list are accepted, anything else is refused. Source: docs/protocol.md §7.2. */
export function defineMethod<R extends ResultSchema>({ access = 'public', call, ...rest }: PlainMethod<R>): RpcMethod {
  return {
    ...rest,
    access,
    params: null,
    async call(params, context) {
      if (params !== undefined && !(Array.isArray(params) && params.length === 0)) {
        const remedy = 'Leave params out.';
        throw new RpcError(RpcErrorCode.INVALID_PARAMS, 'Unexpected params: this method takes none', { remedy });
      }
      return call(context);
    },
  };
}

/** Defines a method whose params are an object with these members and no others. */
export function defineParamsMethod<P extends z.ZodRawShape, R extends ResultSchema>({
  access = 'public',
  params: shape,
  call,
  ...rest
}: ParamsMethod<P, R>): RpcMethod {
  const schema = z.strictObject(shape);
  return {
    ...rest,
    access,
    params: schema,
    async call(params, context, id) {
      const parsed = schema.safeParse(params ?? {});
      if (parsed.success) return call(parsed.data, context, id);
      throw invalidParams(parsed.error);
    },
  };
}

/** The error for params that do not fit; `data.field` names the first member at fault. */
function invalidParams({ issues: [issue] }: z.ZodError): RpcError {
  const field = issue?.path.join('.') ?? '';
  const problem = issue?.message ?? 'unknown';
  const message = `Invalid params: ${field === '' ? problem : `${field}: ${problem}`}`;
  const remedy = 'Correct it by the form that rpc.discover and the README have for this method.';
  return new RpcError(RpcErrorCode.INVALID_PARAMS, message, { remedy, ...(field === '' ? {} : { field }) });
}
