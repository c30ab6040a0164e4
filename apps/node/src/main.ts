#!/usr/bin/env node
import { isTosError, TosError } from '@tos/protocol';
import { CommanderError } from 'commander';
import { devSettings } from './cli/dev-options.ts';
import { ExitCode } from './cli/exit-code.ts';
import { createProgram } from './cli/program.ts';
import { printConfig } from './config/print-config.ts';
import { Interrupted } from './process/interrupted.ts';
import { listenForStop } from './process/listen-for-stop.ts';
import { requireWorkingFolder } from './settings/require-working-folder.ts';
import { standardOutputs } from './terminal/outputs.ts';
import { printable } from './terminal/printable.ts';
import { wrapWords } from './terminal/wrap-words.ts';

const outputs = standardOutputs();
const { stdout, stderr } = outputs;
let stop = new AbortController().signal;
let isDebugging = false;
/** False for a run of the node. Every other command exists for its answer on stdout: when that cannot be written, the command has failed. */
let isAnswering = true;

const code = await main();
await stdout.end(stop);
const isAnswered = !isAnswering || stdout.failure === undefined;
if (!isAnswered) report(describe(outputFailure(stdout.failure)));
await stderr.end(stop);
process.exit(isAnswered || code !== ExitCode.OK ? code : ExitCode.FAILURE);

async function main(): Promise<ExitCode> {
  const listen = (): AbortSignal => {
    requireWorkingFolder();
    stop = listenForStop(() => process.exit(ExitCode.INTERRUPTED));
    return stop;
  };
  const program = createProgram(
    {
      dev: async (options) => {
        isAnswering = false;
        isDebugging = options.logLevel === 'debug';
        const signal = listen();
        // Loaded only now: help and a wrong flag are answered at once.
        const { runDev } = await import('./run-dev.ts');
        await runDev(options, signal, outputs);
      },
      db: async (request) => {
        const signal = listen();
        const { runDb } = await import('./db/run-db.ts');
        await runDb(request, signal, outputs);
      },
      replay: async (request) => {
        requireWorkingFolder();
        const { replay } = await import('./divergence/replay.ts');
        await replay(request, stdout);
      },
      accounts: async (request) => {
        requireWorkingFolder();
        const { printAccounts } = await import('./accounts/print-accounts.ts');
        printAccounts(request, stdout);
      },
      wallet: async (request) => {
        const signal = listen();
        const { runWallet } = await import('./wallet/run-wallet.ts');
        await runWallet(request, signal, outputs);
      },
      config: async ({ configuration, isJson }) => {
        requireWorkingFolder();
        const { file, ...resolved } = configuration;
        printConfig(devSettings, { resolved, file }, { print: stdout.print, isJson });
      },
    },
    { ...outputs, environment: process.env },
  );
  try {
    await program.parseAsync(process.argv);
    return ExitCode.OK;
  } catch (error) {
    // Help and version end this way too, with 0; commander has printed its message already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.OK : ExitCode.USAGE;
    if (error instanceof Interrupted) {
      stderr.print(error.message);
      return ExitCode.INTERRUPTED;
    }
    report(describe(error));
    return isTosError(error, 'TOS_INVALID_CONFIG') ? ExitCode.USAGE : ExitCode.FAILURE;
  }
}

/** Prints an error: a terminal must not break it within a word, and programs get it in one line. */
function report(text: string): void {
  const columns = stderr.columns();
  stderr.print(columns === undefined || isDebugging ? text : wrapWords(text, columns));
}

function outputFailure(cause: Error): TosError {
  return new TosError('TOS_OUTPUT_FAILURE', { stream: 'stdout', reason: cause.message }, undefined, { cause });
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return `error: ${String(error)}`;
  // A message may repeat what another node has answered.
  const message = printable(error.message);
  const line = isTosError(error) ? `error ${error.code}: ${message}` : `error: ${message}`;
  return isDebugging ? `${line}\n${error.stack}` : line;
}
