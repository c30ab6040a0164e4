import { isTosError, TosError } from '@tos/protocol';
import { explainBindings } from './load-better-sqlite.ts';

/** Makes a `TosError` of an error of SQLite or the file system, which becomes its cause. */
export function storageError(operation: string, cause: unknown): TosError {
  if (isTosError(cause)) return cause;
  const reason = cause instanceof Error ? explainBindings(cause.message) : String(cause);
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) {
    return new TosError('TOS_STORAGE_CORRUPT', { what: 'SQLite file', reason }, undefined, { cause });
  }
  return new TosError('TOS_STORAGE_FAILURE', { operation }, `SQLite could not ${operation}: ${reason}.`, { cause });
}
