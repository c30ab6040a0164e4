import { resolve } from 'node:path';
import { root } from './root.mjs';

const isUnderNpm = process.env.npm_lifecycle_event !== undefined && process.cwd() === resolve(root);

/** Where the user typed the command: npm runs scripts in the root, and the files that people name are not there. */
export const userFolder = (isUnderNpm && process.env.INIT_CWD) || process.cwd();

/**
 * Ends this process with npm, as if it had been sent SIGTERM. npm passes on SIGINT and SIGTERM to its child, which is this process (the
 * scripts of package.json begin with `exec`), but not the signals that kill it.
 */
export function followNpm() {
  if (!isUnderNpm) return;
  const npm = process.ppid;
  let looksWithout = 0;
  const timer = setInterval(() => {
    // Not at the first look: a SIGHUP to both of us may be on its way.
    if (process.ppid === npm || ++looksWithout < 2) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, 250).unref();
  process.on('SIGHUP', () => {
    // The terminal has gone, and npm with it. A node that is to outlive the terminal (nohup) outlives npm too.
    clearInterval(timer);
    if (process.listenerCount('SIGHUP') === 1) process.exit(129);
  });
}
