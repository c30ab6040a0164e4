import { clearInterval, setInterval } from './timers.ts';

const LONG_MS = 2 ** 30;

/** Keeps the process alive until the promise settles, and settles as it does. Idle threads do not keep the process alive, nor does waiting for one. */
export async function keepAlive<T>(promise: Promise<T>): Promise<T> {
  const timer = setInterval(() => undefined, LONG_MS);
  try {
    return await promise;
  } finally {
    clearInterval(timer);
  }
}
