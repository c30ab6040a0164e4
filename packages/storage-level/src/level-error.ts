import { isTosError, TosError } from '@tos/protocol';

/** Makes a `TosError` of an error of a level database or the file system, which becomes its cause. */
export function levelError(operation: string, cause: unknown): TosError {
  if (isTosError(cause)) return cause;
  // abstract-level reports "Database failed to open", and why as the cause.
  const why = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const code = why instanceof Error && 'code' in why ? why.code : undefined;
  const reason = why instanceof Error ? why.message : String(why);
  // LevelDB maps a table file, and reports a read behind its end as an invalid argument: the file was cut short.
  if (/\.(ldb|sst): Invalid argument$/.test(reason)) return corrupt(`${reason} (the file was cut short)`, cause);
  switch (code) {
    case 'LEVEL_DATABASE_NOT_OPEN':
      return new TosError('TOS_NOT_OPEN', { what: 'level database', status: 'closed' }, undefined, { cause });
    case 'LEVEL_CORRUPTION':
      return corrupt(reason, cause);
    case 'LEVEL_LOCKED': {
      // LevelDB does not report who has the lock.
      const problem = `Another program, or another thread of this one, has the database open (${reason}).`;
      return new TosError('TOS_DATADIR_LOCKED', { path: reason, pid: 0 }, problem, { cause });
    }
    default: {
      const problem = `The level database could not ${operation}: ${reason}.`;
      return new TosError('TOS_STORAGE_FAILURE', { operation }, problem, { cause });
    }
  }
}

function corrupt(reason: string, cause: unknown): TosError {
  return new TosError('TOS_STORAGE_CORRUPT', { what: 'level database', reason }, undefined, { cause });
}
