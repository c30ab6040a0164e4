import { readFileSync } from 'node:fs';

/** How many files and connections this process may have open. Infinity where the system does not say. */
export function openFilesLimit(): number {
  try {
    const [, soft] = /^Max open files +(\d+) /m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return soft === undefined ? Number.POSITIVE_INFINITY : Number(soft);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
