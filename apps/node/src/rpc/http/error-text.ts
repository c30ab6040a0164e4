import { STATUS_CODES } from 'node:http';
import { stringifyExactJson } from '@tos/protocol';
import { RpcError, RpcErrorCode } from '../errors/rpc-error.ts';

/** The body that answers a request which is no call: an error object with the id null. */
export function errorText(code: RpcError['code'], problem: string): string {
  return stringifyExactJson({ jsonrpc: '2.0', id: null, error: new RpcError(code, problem).toJson() });
}

/** An HTTP answer, complete with its head, for a connection that is then closed. */
export function httpRefusal(status: 403 | 404 | 503, problem: string): string {
  const body = errorText(status === 503 ? RpcErrorCode.OTHER : RpcErrorCode.INVALID_REQUEST, problem);
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/json\r\nconnection: close\r\n`;
  return `${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
