import { spawnSync } from 'node:child_process';
import { type Browser, chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];

/** The program of a browser that this machine has; undefined where there is none. `CHROME_PATH` may name one. */
export function findBrowser(): string | undefined {
  return [process.env['CHROME_PATH'], ...names]
    .filter((name) => name !== undefined && name !== '')
    .map((name) => {
      const { status, stdout } = spawnSync('which', [name!], { encoding: 'utf8' });
      return status === 0 ? stdout.trim() : '';
    })
    .find((path) => path !== '' && spawnSync(path, ['--version']).status === 0);
}

/** Why a test is left out that needs a browser. */
export const NO_BROWSER: string = `skipped: the page in a browser. There is none (${names.join(', ')}); CHROME_PATH may name one`;

/** Starts a browser without a window, which asks nobody on the network for anything. Closing it ends all of its processes. */
export function openBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    // Containers have no namespaces for the sandbox, and a small /dev/shm.
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    timeout: 600_000,
  });
}
