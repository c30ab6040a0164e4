import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { root } from './root.mjs';

/**
 * Runs a command in the root, and ends this process as that one ended when it failed. Signals reach it: whoever sends one to npm means
 * the work.
 */
export async function run(command, args, options = {}) {
  const { status, signal } = await childEnd(command, args, options);
  if (signal !== null) process.kill(process.pid, signal);
  if (status !== 0) process.exit(status ?? 1);
}

/** How a command in the root ended. */
export async function childEnd(command, args, options = {}) {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
  const forward = (signal) => {
    // Ctrl-C has reached everybody on the terminal; a second one would break off the child's clearing up.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forward);
  try {
    const [status, signal] = await once(child, 'exit');
    return { status, signal };
  } catch (error) {
    console.error(`${command} could not be started: ${error.message}.`);
    process.exit(1);
  } finally {
    for (const signal of signals) process.off(signal, forward);
  }
}
