// Wall time is comparable only while other processes leave the machine alone. Linux reports their CPU time; on other systems every sample
// counts as quiet.
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

const QUIET = 0.12; // of one core
const JIFFIES_PER_SECOND = 100;

/** The seconds that all cores together were busy since the machine started. */
function busySeconds() {
  try {
    const [user, nice, system, , , irq, softirq, steal] = readFileSync('/proc/stat', 'utf8')
      .split('\n', 1)[0]
      .split(/\s+/)
      .slice(1)
      .map(Number);
    return (user + nice + system + irq + softirq + steal) / JIFFIES_PER_SECOND;
  } catch {
    return undefined;
  }
}

const LOOK_MS = 200;

/** Waits until other processes leave the machine alone, at most `limitMs`. This process must be idle meanwhile. */
export async function quietMoment(limitMs) {
  const limit = performance.now() + limitMs;
  for (let busy = busySeconds(); busy !== undefined && performance.now() < limit; ) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    const now = busySeconds();
    if ((now - busy) / (LOOK_MS / 1000) < QUIET) return;
    busy = now;
  }
}

/**
 * Runs `measure` until `wanted` quiet samples were taken, or `most` samples in all. It returns the quiet samples or, when they are fewer than
 * three, the quietest three with a warning.
 */
export async function inQuiet(what, wanted, most, measure) {
  const samples = [];
  let quiet = 0;
  for (let i = 0; i < most && quiet < wanted; i++) {
    const busy = busySeconds();
    const own = process.cpuUsage();
    const started = performance.now();
    const value = await measure();
    const seconds = (performance.now() - started) / 1000;
    const { user, system } = process.cpuUsage(own);
    const others = busy === undefined ? 0 : (busySeconds() - busy - (user + system) / 1e6) / seconds;
    samples.push({ value, others });
    if (others < QUIET) quiet++;
  }
  console.error(`${what}: ${quiet} of ${samples.length} samples in quiet.`);
  samples.sort((a, b) => a.others - b.others);
  const kept = samples.slice(0, Math.max(quiet, 3));
  const worst = kept.at(-1).others;
  if (worst >= QUIET) {
    console.error(
      `${what}: other processes used ${(worst * 100).toFixed(0)} % of a core of ${cpus().length}; do not trust it.`,
    );
  }
  return kept.map(({ value }) => value);
}
