import { execFileSync, spawnSync } from 'node:child_process';

/** Whether the sizes of a running process's files can be limited from outside: `prlimit` of util-linux does it. */
export const canFillDisk = spawnSync('prlimit', ['--version']).status === 0;

/** Lets no file of a process grow beyond a size, as on a disk that is full. @param bytes 'unlimited' makes room again */
export function limitFiles(pid, bytes) {
  // The hard limit stays, so that the process may be given room again without privileges.
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`]);
}
