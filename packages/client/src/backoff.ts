const FIRST_MS = 100;
/** A node starts in a few seconds; asked at this interval, a thousand clients cost it a few hundred connections per second. */
const LONGEST_MS = 3000;

/** The time before an attempt to reach a node again: twice as long each time, up to three seconds, and up to a fifth less by chance. */
export function backoff(failures: number): number {
  const milliseconds = Math.min(FIRST_MS * 2 ** Math.min(failures, 10), LONGEST_MS);
  // Those who lost a node together do not come back together.
  return milliseconds * (1 - Math.random() / 5);
}
