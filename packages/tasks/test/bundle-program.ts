import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { rolldown } from 'rolldown';
import { expect } from 'vitest';

const packages = fileURLToPath(new URL('../..', import.meta.url));

/** How a program is bundled. */
export interface Bundle {
  readonly entries: Record<string, string>;
  readonly outdir: string;
  readonly external: string[];
  readonly format: 'esm' | 'cjs';
  /** Of the files of the bundle, with the dot. */
  readonly ending: string;
}

const bundlers: Record<string, (folder: string, bundle: Bundle) => Promise<void>> = {
  async esbuild(folder, { entries, outdir, external, format, ending }) {
    await build({
      entryPoints: entries,
      outdir,
      external,
      format,
      outExtension: { '.js': ending },
      bundle: true,
      platform: 'node',
      logLevel: 'error',
      absWorkingDir: folder,
      logOverride: { 'empty-import-meta': 'silent' },
    });
  },
  async rolldown(folder, { entries, outdir, external, format, ending }) {
    const bundle = await rolldown({ input: entries, external, platform: 'node', cwd: folder });
    const names = { entryFileNames: `[name]${ending}`, chunkFileNames: `[name]-[hash]${ending}` };
    await bundle.write({ dir: outdir, format, ...names });
    await bundle.close();
  },
};

export const bundlerNames: readonly string[] = Object.keys(bundlers);

/** A folder with a program as a user would have it, to bundle the program with built packages and run it by Node. */
export class BundledProgram {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'tos-bundles-'));
  #outputs = 0;

  /**
   * @param installed names of the packages that the program imports
   * @param source defines an async function `main`, which prints its outcome as JSON
   */
  constructor(installed: readonly string[], source: string) {
    mkdirSync(join(this.folder, 'node_modules/@tos'), { recursive: true });
    for (const name of installed) symlinkSync(join(packages, name), join(this.folder, 'node_modules/@tos', name));
    writeFileSync(join(this.folder, 'package.json'), '{ "type": "module" }');
    // It awaits at its top level: a chunk of a bundler that imports the program again would wait for ever.
    writeFileSync(join(this.folder, 'main.js'), `${source}await main();`);
    // CommonJS cannot await there.
    writeFileSync(join(this.folder, 'main-of-commonjs.js'), `${source}main();`);
    writeFileSync(join(this.folder, 'my-tasks.js'), 'export const runTask = (input) => input;');
  }

  /** Bundles the program and runs it. @returns what it printed */
  async outcomeOf(bundler: string, bundle: Partial<Bundle> & { entries: Record<string, string> }) {
    const outdir = join(this.folder, `out-${this.#outputs++}`);
    const ending = bundle.ending ?? '.mjs';
    await bundlers[bundler]!(this.folder, { outdir, ending, external: [], format: 'esm', ...bundle });
    const isBundled = 'my-tasks' in bundle.entries;
    const tasks = isBundled ? join(outdir, `my-tasks${ending}`) : join(this.folder, 'my-tasks.js');
    return this.run(join(outdir, `main${ending}`), tasks);
  }

  /** Runs a bundle that is there. @param tasks the worker module, for the program in `process.env.TASKS` */
  run(file: string, tasks: string) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [file], {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '', TASKS: pathToFileURL(tasks).href },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return JSON.parse(stdout);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Source of a function that runs one task with a setting and returns what became of it. */
export const tasksSource = `
async function tasks(setting) {
  const executor = createTaskExecutor({ workerModule: new URL(process.env.TASKS), workers: 1, setting });
  await executor.started();
  try {
    const { results, report } = await executor.run([{ input: Uint8Array.of(7), access: {} }], { state: new Map() });
    return { ok: results[0].ok, mode: report.mode, fault: report.threadFault };
  } catch (error) {
    return { code: error.code, message: error.message };
  } finally {
    await executor.close();
  }
}
`;

/** What `tasks` returns in a bundle whose tasks find the file of their threads. */
export const tasksWithThreads = {
  parallel: { ok: true, mode: 'threads', fault: null },
  // One worker besides main is not worth it.
  auto: { ok: true, mode: 'inline', fault: null },
};

/** What `tasks` returns where threads fail to start. @param cause is part of the message */
export function tasksWithoutThreads(cause: string) {
  const fault: unknown = expect.stringContaining(cause);
  return { parallel: { code: 'TOS_NO_THREADS', message: fault }, auto: { ok: true, mode: 'inline', fault } };
}
