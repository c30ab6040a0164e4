import { setTimeout } from 'node:timers/promises';
import { isTosError } from '@tos/protocol';

const PAUSE_MS = 20;
/** The wait after which the process warns. */
const WARN_AFTER_MS = 1000;
/** Five minutes: until then the warning has had time to reach a person who holds a transaction open. */
const LIMIT_MS = 300_000;

/**
 * Runs work as soon as no other program locks the file. SQLite's own waiting would stop the event loop. After a wait of one second the
 * process warns (`TOS_SQLITE_BUSY`).
 * @param path the path of the file, for the warning
 * @throws TOS_STORAGE_FAILURE after five minutes; any other error of `work` at once
 */
export async function whileBusy<T>(path: string, work: () => T): Promise<T> {
  for (let waited = 0; ; waited += PAUSE_MS) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || waited >= LIMIT_MS) throw error;
    }
    if (waited === WARN_AFTER_MS) {
      process.emitWarning(`Another program has a lock on ${path}, and SQLite waits until that ends its transaction.`, {
        code: 'TOS_SQLITE_BUSY',
      });
    }
    await setTimeout(PAUSE_MS);
  }
}

function isBusy(error: unknown): boolean {
  if (!isTosError(error, 'TOS_STORAGE_FAILURE')) return false;
  const { cause } = error;
  return cause instanceof Error && 'code' in cause && String(cause.code).startsWith('SQLITE_BUSY');
}
