import {
  type ErrorDetails,
  type ExactJson,
  errorCodeName,
  errorTable,
  stringifyExactJson,
  TosError,
} from '@tos/protocol';
import { membersOf } from './members-of.ts';

/** The error for the error object that a node has answered. */
export function callRefused(method: string, url: URL, error: ExactJson): TosError {
  const { code, message, data: answered } = membersOf(error);
  const { code: reason, error_code: errorCode, remedy, ...data } = membersOf(answered);
  const entry = Object.entries(errorTable).find(([name]) => name === reason)?.[1] ?? errorTable.TOS_CALL_REFUSED;
  const details: ErrorDetails['TOS_CALL_REFUSED'] = {
    method,
    url: url.href,
    rpcCode: Number(code),
    remedy: typeof remedy === 'string' ? remedy : entry.remedy,
    data: stringifyExactJson(data),
  };
  if (typeof reason === 'string') details.reason = reason;
  if (typeof errorCode === 'bigint') {
    details.errorCode = Number(errorCode);
    details.rule = errorCodeName(details.errorCode);
  }
  const problem = `${method}: ${String(message).replace(/\.?$/, '.')}`;
  // The remedy is the node's own, which its message has at its end already: that of the table knows less.
  const text = problem.endsWith(details.remedy) ? problem : `${problem} ${details.remedy}`;
  return TosError.fromObject({ code: 'TOS_CALL_REFUSED', details, message: text });
}
