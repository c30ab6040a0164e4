import { setTimeout } from 'node:timers/promises';
import { storageError } from './storage-error.ts';

const PAUSE_MS = 20;
/** Five minutes: until then the warning, which comes after one second, has had time to reach a person who holds a transaction open. */
const LIMIT_MS = 300_000;

/**
 * Runs work as soon as no other program locks the file. SQLite's own waiting would stop the event loop. After a wait of one second the
 * process warns (`TOS_SQLITE_BUSY`).
 * @param path the path of the file, for the warning
 * @throws the error of `work` as a `TosError`: one of a lock after five minutes, any other at once
 */
export async function whileBusy<T>(path: string, operation: string, work: () => T): Promise<T> {
  for (let waited = 0; ; waited += PAUSE_MS) {
    try {
      return work();
    } catch (error) {
      const isBusy = error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
      if (!isBusy || waited >= LIMIT_MS) throw storageError(operation, error);
    }
    if (waited === 1000) {
      const warning = `Another program has a lock on ${path}, and SQLite waits until that ends its transaction.`;
      process.emitWarning(warning, { code: 'TOS_SQLITE_BUSY' });
    }
    await setTimeout(PAUSE_MS);
  }
}
