import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A folder of modules for threads, which a test writes. */
export class ThreadModules {
  readonly #folder: string = mkdtempSync(join(tmpdir(), 'tos-thread-modules-'));

  /** Writes a module, in which `isMainThread`, `parentPort` and `require` are defined. */
  write(name: string, source: string): URL {
    const file = join(this.#folder, `${name.replaceAll(/\W/g, '-')}.mjs`);
    writeFileSync(file, head + source);
    return pathToFileURL(file);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const head = `
import { createRequire } from 'node:module';
import { isMainThread, parentPort } from 'node:worker_threads';
const require = createRequire(import.meta.url);
`;

// What a task or a verifier leaves behind after a good answer. An error that reached this process would fail the run of the tests.
export const leftovers: Record<string, string> = {
  'a rejection': "Promise.reject(new Error('left'))",
  'a rejection with nothing': 'Promise.reject()',
  'an async function that throws': "(async () => { throw new Error('left'); })()",
  'a timer that throws': "setTimeout(() => { throw new Error('left'); }, 0)",
  'a timer that throws null': 'setTimeout(() => { throw null; }, 0)',
  'a timer that throws what cannot be sent': 'setTimeout(() => { throw () => undefined; }, 0)',
  'a timer that throws an error that throws':
    "setTimeout(() => { throw Object.defineProperty(new Error(), 'message', { get() { throw 1; } }); }, 0)",
  'an immediate that throws': "setImmediate(() => { throw new Error('left'); })",
  'a tick that throws': "process.nextTick(() => { throw new Error('left'); })",
  'a timer that exits': 'setTimeout(() => process.exit(5), 0)',
  'a timer that exits with 0': 'setTimeout(() => process.exit(0), 0)',
  'an interval': 'setInterval(() => undefined, 5)',
  'an exit handler that never ends': "process.on('exit', () => { for (;;); })",
  'an event without a listener': "new (require('node:events'))().emit('nothing')",
  'an error event later': "setTimeout(() => new (require('node:events'))().emit('error', new Error('left')), 0)",
  'messages to whoever listens': "parentPort.postMessage({ ready: true }); parentPort.postMessage('left')",
  'a closed parent port': 'parentPort.close()',
  'a listener of all errors': "process.on('uncaughtException', () => undefined)",
};

// What the top level of a module does in threads, and what the fault of such a thread contains; an empty text where the tests differ.
export const brokenInThreads: Record<string, [code: string, cause: string]> = {
  'it throws': ["throw new Error('no native code in threads');", 'no native code in threads'],
  'it throws null': ['throw null;', 'null'],
  'it exits': ['process.exit(3);', 'exited with code 3'],
  'it waits for nothing': ['await new Promise(() => undefined);', 'it '],
  'it waits for ever': [
    'setInterval(() => undefined, 1000); await new Promise(() => undefined);',
    'not ready within 10 seconds',
  ],
  'it does not export what it should': ['isWhole = false;', ''],
};

/** Returns a module that misbehaves in threads. @param exported code, which may ask whether `isWhole` */
export function brokenModule(code: string, exported: string): string {
  return `let isWhole = true;\nif (!isMainThread) { ${code} }\n${exported}`;
}
