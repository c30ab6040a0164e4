import { clearInterval, setInterval } from '../timers.ts';

const LONG_MS = 2 ** 30;

/** The promise, which keeps the process alive until it settles: idle threads do not, nor does waiting for one. */
export async function keepAlive<T>(promise: Promise<T>): Promise<T> {
  const timer = setInterval(() => undefined, LONG_MS);
  try {
    return await promise;
  } finally {
    clearInterval(timer);
  }
}
