import type { ErrorDetails, TosErrorCode } from './error-table.ts';

/** One sentence that begins with what was wrong, made from the details: the message of an error that is thrown without a sentence. */
export function problemOf<C extends TosErrorCode>(code: C, details: ErrorDetails[C]): string {
  return problems[code](details);
}

const problems: { readonly [C in TosErrorCode]: (details: ErrorDetails[C]) => string } = {
  TOS_INVALID_FORMAT: ({ what, reason, offset }) =>
    `Invalid ${what}: ${reason}${offset === undefined ? '' : ` (at offset ${offset})`}.`,
  TOS_RULE_VIOLATION: ({ code, name, index, hash }) =>
    `${name} (0x${code.toString(16).padStart(4, '0')})${index === undefined ? '' : ` by transaction ${index}`}${hash === undefined ? '' : `, hash ${hash}`}.`,
  TOS_INVALID_ARGUMENT: ({ argument, expected, received }) => `${argument} is ${received}, but must be ${expected}.`,
  TOS_INVALID_ADDRESS: ({ address, reason }) => `${JSON.stringify(address)} is no address of this network: ${reason}.`,
  TOS_U64_RANGE: ({ argument, value }) => `${argument} is ${value}, but must be from 0 to 2^64-1.`,
  TOS_NOT_SUPPORTED: ({ feature }) => `Not supported here: ${feature}.`,
  TOS_NOT_OPEN: ({ what, status }) => `The ${what} is not open: it is ${status}.`,
  TOS_STORAGE_FAILURE: ({ operation }) => `The database could not ${operation}.`,
  TOS_STORAGE_CORRUPT: ({ what, reason }) => `The stored ${what} makes no sense: ${reason}.`,
  TOS_STORAGE_FORMAT: ({ found, supported }) =>
    `The database has format ${found}, which ${found > supported ? 'a newer' : 'an older'} version wrote; this version reads format ${supported}.`,
  TOS_STORAGE_NETWORK: ({ found, expected }) => `The database belongs to ${found}, not to ${expected}.`,
  TOS_STORAGE_CONFLICT: ({ reason }) => `This does not fit the stored chain: ${reason}.`,
  TOS_DATADIR_LOCKED: ({ path, pid }) => `The data directory ${path} is in use by process ${pid}.`,
  TOS_PORT_IN_USE: ({ host, port }) => `Port ${port} of ${host} is in use.`,
  TOS_INVALID_CONFIG: ({ setting, reason }) => `${setting}: ${reason}.`,
  TOS_OUTPUT_FAILURE: ({ stream, reason }) => `The answer could not be written to ${stream}: ${reason}.`,
  TOS_CAPACITY: ({ what, limit }) => `There is no more room for ${what}: the limit is ${limit}.`,
  TOS_NOT_FOUND: ({ what }) => `There is no ${what} here.`,
  TOS_NOT_KEPT: ({ what }) => `Not kept here: ${what}.`,
  TOS_INTERRUPTED: ({ what, reason }) => `Interrupted: ${what}, because ${reason}.`,
  TOS_VERIFIER_DISAGREEMENT: ({ verifier, verdict, publicKey, message, signature }) =>
    `The verifier ${verifier} calls a signature ${verdict}, but its oracle does not (publicKey: ${publicKey}, message: ${message}, signature: ${signature}).`,
  TOS_EXECUTION_DIVERGENCE: ({ difference, report }) =>
    `Sequential and parallel execution of a block differ: ${difference} (report: ${report}).`,
  TOS_CALL_REFUSED: ({ method, url, rpcCode }) => `${url} has refused ${method}, with the code ${rpcCode}.`,
  TOS_NODE_UNREACHABLE: ({ url, reason }) => `${url} gives no answer: ${reason.replace(/\.$/, '')}.`,
  TOS_TRANSACTION_GONE: ({ hash }) => `The transaction ${hash} waits no more, and no block has it.`,
  TOS_TASK_FAILED: ({ reason }) => `The program of a task threw an error: ${reason}.`,
  TOS_TASK_UNDECLARED: ({ key, use }) => `The key ${JSON.stringify(key)} is not declared for this use: ${use}.`,
  TOS_TASK_COUNTER: ({ key, reason }) =>
    `The counter ${JSON.stringify(key)} cannot take the value that the task gave it: ${reason}.`,
  TOS_TASK_DEADLINE: ({ deadlineMs }) => `A task took longer than its deadline of ${deadlineMs} ms, twice.`,
  TOS_TASK_LOST: ({ attempts, reason }) =>
    `A task was lost: ${attempts} threads ended while they ran it. The last of them ended because of: ${reason}.`,
  TOS_NO_THREADS: ({ reason }) => `No thread is available: ${reason.replace(/\.$/, '')}.`,
  TOS_TASK_MODULE: ({ module, reason }) => `The worker module ${module} cannot be used: ${reason}.`,
  TOS_INTERNAL: ({ reason }) => `Two computations that must agree did not: ${reason.replace(/\.$/, '')}.`,
};
