#!/usr/bin/env node
import { createBlockExecutor } from '@tos/executor';
import { isTosError, TosError } from '@tos/protocol';
import { CommanderError } from 'commander';
import { ExitCode } from './cli/exit-code.ts';
import { createProgram } from './cli/program.ts';
import { runCommand } from './cli/run-command.ts';
import { startServer } from './server/server.ts';

const print = (text: string): void => void process.stdout.write(`${text}\n`);

// A reader that closed the pipe wanted no more. Any other fault of stdout is written to stderr; a fault of stderr is ignored.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  const { code, message } = new TosError('TOS_OUTPUT_FAILURE', { stream: 'stdout', reason: error.message });
  process.stderr.write(`error ${code}: ${message}\n`);
  process.exitCode = ExitCode.FAILURE;
});
process.stderr.on('error', () => undefined);

const code = await main();
process.exitCode ??= code;

async function main(): Promise<ExitCode> {
  let code: ExitCode = ExitCode.OK;
  const program = createProgram({
    run: async (options) => {
      if (!(await runCommand(options, print))) code = ExitCode.FAILURE;
    },
    serve: async ({ port, executor: setting }) => {
      const executor = createBlockExecutor({ setting });
      try {
        const server = await startServer(port, executor);
        print(`Conformance server on ${server.url}`);
        await stopSignal();
        await server.close();
      } finally {
        await executor.close();
      }
    },
  });
  try {
    await program.parseAsync(process.argv);
    return code;
  } catch (error) {
    // Help ends this way too, with code 0. Commander has printed its message already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.OK : ExitCode.USAGE;
    if (!isTosError(error)) throw error;
    process.stderr.write(`error ${error.code}: ${describe(error)}\n`);
    return error.code === 'TOS_INVALID_CONFIG' ? ExitCode.USAGE : ExitCode.FAILURE;
  }
}

function describe(error: TosError): string {
  if (!isTosError(error, 'TOS_PORT_IN_USE')) return error.message;
  // The advice names the flag of this command.
  const { host, port } = error.details;
  return `Port ${port} on ${host} is in use. Stop the process that listens there, or choose another --port.`;
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => resolve());
  });
}
