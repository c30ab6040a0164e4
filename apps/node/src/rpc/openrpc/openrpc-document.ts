import type { ExactJsonInput } from '@tos/protocol';
import { errorDataJson } from '../errors/error-json.ts';
import { RpcErrorCode } from '../errors/rpc-error.ts';
import type { RpcMethod } from '../method/define-method.ts';
import { type DescribedSchema, jsonSchemaOf } from './json-schema-of.ts';

type JsonObject = { readonly [key: string]: ExactJsonInput | undefined };

/** The codes of errors, and what they mean. Source: docs/protocol.md §7.2. */
const errors: { readonly [name in keyof typeof RpcErrorCode]: { readonly code: number; readonly message: string } } = {
  PARSE: { code: RpcErrorCode.PARSE, message: 'The body is not JSON, or not a well-formed request' },
  INVALID_REQUEST: {
    code: RpcErrorCode.INVALID_REQUEST,
    message: 'The request is not one of JSON-RPC 2.0, or the list of requests is too long',
  },
  METHOD_NOT_FOUND: { code: RpcErrorCode.METHOD_NOT_FOUND, message: 'There is no such method' },
  INVALID_PARAMS: {
    code: RpcErrorCode.INVALID_PARAMS,
    message: 'A param is missing, unknown or of another form; data.field names it',
  },
  INTERNAL: { code: RpcErrorCode.INTERNAL, message: 'The node failed; its log says why' },
  DESERIALISATION: { code: RpcErrorCode.DESERIALISATION, message: 'The bytes do not decode' },
  OTHER: {
    code: RpcErrorCode.OTHER,
    message:
      'Whatever else is wrong, such as a transaction that breaks a rule (data.error_code) or a range that is too long',
  },
  NOT_SUBSCRIBED: { code: RpcErrorCode.NOT_SUBSCRIBED, message: 'The socket has no subscription to this event' },
  ALREADY_SUBSCRIBED: { code: RpcErrorCode.ALREADY_SUBSCRIBED, message: 'The socket has a subscription to this event' },
};

/**
 * The OpenRPC 1.3 document of the methods, from the schemas by which their params are checked. It does not depend on the version of the node, so
 * that it changes only where the methods do.
 */
export function openRpcDocument(methods: Iterable<RpcMethod>): JsonObject {
  const components: { [name: string]: ExactJsonInput } = {};
  const take = ({ schema, components: own }: DescribedSchema): JsonObject => {
    Object.assign(components, own);
    return schema;
  };
  const described = Array.from(methods, (method): JsonObject => {
    const { name, summary, access, params, result } = method;
    return {
      name,
      summary,
      ...(access === 'devnet' ? { tags: [{ name: 'devnet', description: 'Answered by a devnet alone' }] } : {}),
      paramStructure: 'by-name',
      params: params === null ? [] : contentDescriptors(take(jsonSchemaOf(params, 'input'))),
      result: { name: `${name}_result`, schema: take(jsonSchemaOf(result, 'output')) },
      errors: Object.keys(errors)
        .filter((error) => name.endsWith('subscribe') || !error.endsWith('SUBSCRIBED'))
        .map((error) => ({ $ref: `#/components/errors/${error}` })),
    };
  });
  const data = take(jsonSchemaOf(errorDataJson, 'output'));
  const describedErrors = Object.entries(errors).map(([name, error]) => [name, { ...error, data }]);
  return {
    openrpc: '1.3.2',
    info: {
      title: 'TOS node',
      description:
        'JSON-RPC over HTTP (POST /json_rpc) and WebSocket (GET /json_rpc). Integers are exact, also beyond 2^53.',
      version: '1',
    },
    methods: described,
    components: { schemas: components, errors: Object.fromEntries(describedErrors) },
  };
}

/** The params of a method: each member of its object by its name. */
function contentDescriptors({ properties, required }: JsonObject): ExactJsonInput {
  if (typeof properties !== 'object' || properties === null) return [];
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    required: Array.isArray(required) && required.includes(name),
    schema: schema ?? {},
  }));
}
