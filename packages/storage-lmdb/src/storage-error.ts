import { isTosError, TosError } from '@tos/protocol';

// An error of lmdb-js has the code of LMDB in its message only.
const corruption = /MDB_(CORRUPTED|INVALID|PAGE_NOTFOUND|VERSION_MISMATCH|INCOMPATIBLE)/;

/** Makes a `TosError` of an error of lmdb-js or the file system, which becomes its cause. */
export function storageError(operation: string, cause: unknown): TosError {
  if (isTosError(cause)) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (corruption.test(reason)) return corrupt(reason, cause);
  return new TosError('TOS_STORAGE_FAILURE', { operation }, `LMDB could not ${operation}: ${reason}.`, { cause });
}

/** Returns what `work` returns; its errors become errors of the storage. */
export function attempt<T>(operation: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storageError(operation, error);
  }
}

export function corrupt(reason: string, cause?: unknown): TosError {
  return new TosError('TOS_STORAGE_CORRUPT', { what: 'LMDB database', reason }, undefined, { cause });
}
