import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { root } from './root.mjs';

/**
 * Runs a command in the root. When the command fails, this process ends as the command ended. Signals are passed on to the command, because
 * whoever sends a signal to npm means the command.
 */
export async function run(command, args, options = {}) {
  const { status, signal } = await childEnd(command, args, options);
  if (signal !== null) process.kill(process.pid, signal);
  if (status !== 0) process.exit(status ?? 1);
}

/** Runs a command in the root. @returns the exit code or signal with which it ended */
export async function childEnd(command, args, options = {}) {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
  const forward = (signal) => {
    // Ctrl-C has reached every process of the terminal; a second SIGINT would interrupt the child's clean-up.
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
