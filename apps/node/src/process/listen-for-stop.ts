import { fstatSync } from 'node:fs';
import { isatty } from 'node:tty';

/** A second signal this soon is the same wish again: a terminal and a parent process both pass it on. */
const ECHO_MS = 1000;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Turns the signals that end a process into one that code can wait for.
 * @param force called by a further signal, when the first one is more than a second old
 */
export function listenForStop(force: () => void): AbortSignal {
  const stop = new AbortController();
  // Asked now: a terminal that has gone is no terminal any more.
  const hadTerminal = [0, 1, 2].some((fd) => isatty(fd));
  let first = 0;
  for (const name of SIGNALS) {
    process.on(name, () => {
      if (name === 'SIGHUP' && !hadTerminal && printsToFile()) return;
      if (!stop.signal.aborted) {
        first = performance.now();
        stop.abort(name);
      } else if (performance.now() - first >= ECHO_MS) {
        force();
      }
    });
  }
  return stop.signal;
}

/**
 * SIGHUP says that a terminal has gone. A process that has none, and prints to a file, was meant to outlive it: `nohup` leaves no other
 * trace, because Node takes back the ignoring of signals that it inherits.
 */
function printsToFile(): boolean {
  const stdout = fstatSync(1);
  return stdout.isFile() || stdout.isCharacterDevice();
}
