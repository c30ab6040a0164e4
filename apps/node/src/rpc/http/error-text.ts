import { STATUS_CODES } from 'node:http';
import { stringifyExactJson } from '@tos/protocol';
import type { RpcError } from '../errors/rpc-error.ts';

/** The body that answers a request which is no call: an error object with the id null. */
export function errorText(error: RpcError): string {
  return stringifyExactJson({ jsonrpc: '2.0', id: null, error: error.toJson() });
}

/** An HTTP answer, complete with its head, for a connection that is then closed. */
export function httpRefusal(status: 403 | 404 | 503, error: RpcError): string {
  const body = errorText(error);
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/json\r\nconnection: close\r\n`;
  return `${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
