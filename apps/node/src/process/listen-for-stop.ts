import { fstatSync } from 'node:fs';
import { isatty } from 'node:tty';

/** A second signal within this time means the same as the first: a terminal and a parent process both pass a signal on. */
const ECHO_MS = 1000;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Turns the signals that end a process into an AbortSignal.
 * @param force called at a further signal, when the first one is more than a second old
 */
export function listenForStop(force: () => void): AbortSignal {
  const stop = new AbortController();
  // Asked now: once a terminal has gone, nothing shows that it was one.
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
 * SIGHUP comes when a terminal has gone. A process that has no terminal and prints to a file was meant to outlive it. `nohup` leaves no
 * other trace, because Node undoes the ignoring of signals that a process inherits.
 */
function printsToFile(): boolean {
  const stdout = fstatSync(1);
  return stdout.isFile() || stdout.isCharacterDevice();
}
