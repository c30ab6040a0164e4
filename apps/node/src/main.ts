#!/usr/bin/env node
import { isTosError } from '@tos/protocol';
import { CommanderError } from 'commander';
import { ExitCode } from './cli/exit-code.ts';
import { createProgram } from './cli/program.ts';
import { Interrupted } from './interrupted.ts';
import { listenForStop } from './stop-signals.ts';
import { createStyle } from './terminal/style.ts';

process.exit(await main());

async function main(): Promise<ExitCode> {
  let isDebugging = false;
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const program = createProgram({
    dev: async (options) => {
      isDebugging = options.logLevel === 'debug';
      const stop = listenForStop(() => process.exit(ExitCode.INTERRUPTED));
      // Loaded late: help and a wrong flag are answered at once.
      const { runDev } = await import('./run-dev.ts');
      await runDev(options, stop, { style: createStyle(process.stdout), print });
    },
    db: async (request) => {
      const stop = listenForStop(() => process.exit(ExitCode.INTERRUPTED));
      const { runDb } = await import('./db/run-db.ts');
      await runDb(request, stop, { style: createStyle(process.stdout), print });
    },
    replay: async (request) => {
      const { replay } = await import('./divergence/replay.ts');
      await replay(request, { style: createStyle(process.stdout), print });
    },
  });
  try {
    await program.parseAsync(process.argv);
    return ExitCode.OK;
  } catch (error) {
    // Help and version also end this way, with 0; commander has printed what there is to say.
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.OK : ExitCode.USAGE;
    if (error instanceof Interrupted) {
      process.stderr.write(`${error.message}\n`);
      return ExitCode.INTERRUPTED;
    }
    process.stderr.write(`${describe(error, isDebugging)}\n`);
    return isTosError(error, 'TOS_INVALID_CONFIG') ? ExitCode.USAGE : ExitCode.FAILURE;
  }
}

function describe(error: unknown, isDebugging: boolean): string {
  if (!(error instanceof Error)) return `error: ${String(error)}`;
  const line = isTosError(error) ? `error ${error.code}: ${error.message}` : `error: ${error.message}`;
  return isDebugging ? `${line}\n${error.stack}` : line;
}
