import { isTosError, TosError } from '@tos/protocol';

// lmdb-js has the codes of LMDB in its messages only.
const corruption = /MDB_(CORRUPTED|INVALID|PAGE_NOTFOUND|VERSION_MISMATCH|INCOMPATIBLE)/;

/** An error of lmdb-js or the file system as one of this project, with the original as its cause. */
export function storageError(operation: string, cause: unknown): TosError {
  if (isTosError(cause)) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (corruption.test(reason)) {
    return new TosError('TOS_STORAGE_CORRUPT', { what: 'LMDB file', reason }, undefined, { cause });
  }
  return new TosError('TOS_STORAGE_FAILURE', { operation }, `LMDB could not ${operation}: ${reason}.`, { cause });
}
