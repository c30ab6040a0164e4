import { resolve } from 'node:path';
import { root } from './root.mjs';

const isUnderNpm = process.env.npm_lifecycle_event !== undefined && process.cwd() === resolve(root);

/** The folder in which the user typed the command. npm runs scripts in the root, but a user names files relative to that folder. */
export const userFolder = (isUnderNpm && process.env.INIT_CWD) || process.cwd();

/**
 * Ends this process when npm ends, as if this process had got SIGTERM. npm passes SIGINT and SIGTERM on to its child, which is this process
 * (the scripts of package.json begin with `exec`), but a signal that kills npm does not reach the child.
 */
export function followNpm() {
  if (!isUnderNpm) return;
  const npm = process.ppid;
  let looksWithout = 0;
  const timer = setInterval(() => {
    // It waits for a second look, because a SIGHUP to both processes may be on its way.
    if (process.ppid === npm || ++looksWithout < 2) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, 250).unref();
  process.on('SIGHUP', () => {
    // The terminal has closed, and npm has ended with it. A node that must outlive the terminal (nohup) outlives npm too.
    clearInterval(timer);
    if (process.listenerCount('SIGHUP') === 1) process.exit(129);
  });
}
