/** A second signal this soon is the same wish again: a terminal and a parent process both pass it on. */
const ECHO_MS = 1000;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Turns the signals that end a process into one that code can wait for.
 * @param force called by a further signal, when the first one is more than a second old
 */
export function listenForStop(force: () => void): AbortSignal {
  const stop = new AbortController();
  let first = 0;
  for (const name of SIGNALS) {
    process.on(name, () => {
      if (!stop.signal.aborted) {
        first = performance.now();
        stop.abort(name);
      } else if (performance.now() - first >= ECHO_MS) {
        force();
      }
    });
  }
  // Whoever read our output has gone: nobody watches any more.
  process.stdout.on('error', () => stop.abort('closed output'));
  return stop.signal;
}
