// A devnet of its own for a benchmark: the built `tos-node dev` as a child process, in a folder that is removed at the end.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MAIN = new URL('../../../apps/node/dist/main.js', import.meta.url).pathname;
const JIFFIES_PER_SECOND = 100;

/** @param flags of `tos-node dev` */
export async function startNode(...flags) {
  const folder = mkdtempSync(join(tmpdir(), 'tos-bench-node-'));
  const ready = join(folder, 'ready.json');
  const fixed = ['--datadir', join(folder, 'devnet'), '--rpc-port', '0', '--ready-file', ready];
  const child = spawn(process.execPath, [MAIN, 'dev', ...fixed, ...flags], { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(child, 'exit');
  while (!existsSync(ready)) {
    if (child.exitCode !== null) throw new Error(`tos-node ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { rpcUrl } = JSON.parse(readFileSync(ready, 'utf8'));
  const url = `${rpcUrl}/json_rpc`;
  return {
    url,
    async call(method, params) {
      const response = await fetch(url, {
        method: 'POST',
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
      });
      const { result, error } = await response.json();
      if (error) throw new Error(`${method}: ${error.message}`);
      return result;
    },
    /** Seconds of CPU that the process has used, all threads together. */
    cpuSeconds() {
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
      return (Number(fields[11]) + Number(fields[12])) / JIFFIES_PER_SECOND;
    },
    /** Bytes of memory: what the process holds, and of that its own, without the pages of the database's file that the system keeps for it. */
    memory() {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      const bytesOf = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)[1]) * 1024;
      return { resident: bytesOf('VmRSS'), own: bytesOf('RssAnon') };
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
