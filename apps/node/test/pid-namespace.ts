import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Starts a program as process 1 of a namespace of its own, as a container does. */
export const AS_PROCESS_1 = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'] as const;

/** Why no namespace can be made here; null where one can. */
export function namespaceRefusal(): string | null {
  const [program, ...args] = AS_PROCESS_1;
  const { status, stderr, error } = spawnSync(program, [...args, 'true'], { encoding: 'utf8' });
  return status === 0 ? null : (error?.message ?? stderr.trim());
}

/**
 * Sends a signal to process 1 of the namespace that `unshare` made. `unshare` itself passes no signal on.
 * @param unshare the process of `unshare`
 */
export function signalProcess1(unshare: number, signal: NodeJS.Signals): void {
  const children = readFileSync(`/proc/${unshare}/task/${unshare}/children`, 'utf8').trim().split(' ');
  if (children.length !== 1) throw new Error(`unshare has ${children.length} children`);
  const pid = Number(children[0]);
  const pids = /^NSpid:\s+(.+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]?.split(/\s+/);
  if (pids?.at(-1) !== '1') throw new Error(`it is process ${pids?.at(-1)} there, not 1`);
  process.kill(pid, signal);
}
