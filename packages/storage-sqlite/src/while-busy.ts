import { setTimeout } from 'node:timers/promises';
import { isTosError } from '@tos/protocol';

const PAUSE_MS = 20;
/** When a wait is worth a line. */
const WARN_AFTER_MS = 1000;
/** Five minutes: somebody who looks at the file with a transaction open has been warned for long. */
const LIMIT_MS = 300_000;

/**
 * Does something that another program's lock on the file refuses, as soon as that lets go. SQLite's own waiting would stop the event
 * loop. A wait of a second is a warning of the process (`TOS_SQLITE_BUSY`).
 * @param path of the file
 * @throws TOS_STORAGE_FAILURE after five minutes; what `work` throws otherwise, at once
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
