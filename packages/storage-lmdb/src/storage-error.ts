import { isTosError, TosError } from '@tos/protocol';

// An error of lmdb-js has the code of LMDB in its message only.
const corruption = /MDB_(CORRUPTED|INVALID|PAGE_NOTFOUND|VERSION_MISMATCH|INCOMPATIBLE)/;

/** Makes a `TosError` of an error of lmdb-js or the file system, which becomes its cause. */
export function storageError(operation: string, cause: unknown): TosError {
  if (isTosError(cause)) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (corruption.test(reason)) {
    return new TosError('TOS_STORAGE_CORRUPT', { what: 'LMDB file', reason }, undefined, { cause });
  }
  return new TosError('TOS_STORAGE_FAILURE', { operation }, `LMDB could not ${operation}: ${reason}.`, { cause });
}
