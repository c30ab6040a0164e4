import { spawnSync } from 'node:child_process';
import { expect } from 'vitest';

export interface FlippedFile {
  /** The package of the storage. */
  readonly storage: string;
  /** The folder of a sound storage, which stays as it is, and that of its damaged copies. */
  readonly sound: string;
  readonly damaged: string;
  /** The file within the folder. */
  readonly file: string;
  /** The path of the genesis file. */
  readonly genesis: string;
}

/**
 * What a wrong bit of a file does, for each bit and for none (-1): "sound DIGEST HEAD", "refused CODE", "found PART", or "ended", where it ended
 * the process that read.
 */
export function outcomesOfFlips(
  { storage, sound, damaged, file, genesis }: FlippedFile,
  bits: readonly number[],
): Map<number, string> {
  const script = new URL('./read-flipped.mjs', import.meta.url).pathname;
  const outcomes = new Map<number, string>();
  const all = [-1, ...bits];
  for (let left = all; left.length > 0; left = all.filter((bit) => !outcomes.has(bit))) {
    const args = [script, storage, sound, damaged, file, genesis, ...left.map(String)];
    const { stdout, stderr } = spawnSync(process.execPath, args, {
      encoding: 'utf8',
      timeout: 600_000,
      killSignal: 'SIGKILL',
    });
    const lines = stdout.split('\n').filter((line) => line !== '');
    expect(lines.length, stderr).toBeGreaterThan(0);
    // A line without an outcome: the process died at that bit.
    for (const line of lines) {
      const [bit, ...outcome] = line.split(' ');
      outcomes.set(Number(bit), outcome.filter((word) => word !== '').join(' ') || 'ended');
    }
  }
  return outcomes;
}
