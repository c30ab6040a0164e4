import { fileURLToPath } from 'node:url';
import { TosError } from '@tos/protocol';
import { Command, InvalidArgumentError, Option } from 'commander';

/** The options of the command line. */
export interface ConformanceOptions {
  /** The folder of the suite. */
  readonly vectors: string;
  readonly filter?: RegExp;
  readonly executor: 'sequential' | 'parallel';
  /** The file to which the report is written. */
  readonly json?: string;
  readonly serve: boolean;
  readonly port: number;
}

const DEFAULT_PORT = 8080;
const BESIDE_REPOSITORY = fileURLToPath(new URL('../../../../../shared/tos-spec', import.meta.url));

export interface Actions {
  run(options: ConformanceOptions): Promise<void>;
  serve(options: ConformanceOptions): Promise<void>;
}

/** The flags, in the order of the help. */
export function conformanceFlags(environment: NodeJS.ProcessEnv = process.env): Option[] {
  return [
    new Option('--vectors <folder>', 'the suite: the folder with execution, rpc and p2p in it').default(
      environment['TOS_SPEC_VECTORS'] ?? BESIDE_REPOSITORY,
      'TOS_SPEC_VECTORS, else ../shared/tos-spec beside the repository',
    ),
    new Option('--filter <regex>', 'only files whose path matches').argParser(asRegExp),
    new Option('--executor <kind>', 'which executor runs the transactions')
      .choices(['sequential', 'parallel'])
      .default('parallel'),
    new Option('--json <file>', 'also write the report to this file'),
    new Option('--serve', "serve the suite's own runner instead of running vectors").default(false, 'off'),
    new Option('--port <port>', 'of the server, on 127.0.0.1; 0 takes any free one')
      .argParser(asPort)
      .default(DEFAULT_PORT),
  ];
}

/** The command line. For a wrong one it throws commander's `CommanderError`, after commander has printed the problem. */
export function createProgram(actions: Actions): Command {
  const program = new Command('conformance')
    .description('Runs the public TOS conformance vectors, or serves the runner that comes with them.')
    .allowExcessArguments(false)
    .exitOverride()
    .action((options: ConformanceOptions) => {
      if (options.serve && (options.filter !== undefined || options.json !== undefined)) {
        const reason = 'a server runs no vectors: leave out --filter and --json';
        throw new TosError('TOS_INVALID_CONFIG', { setting: '--serve', reason }, `--serve: ${reason}.`);
      }
      return options.serve ? actions.serve(options) : actions.run(options);
    });
  for (const flag of conformanceFlags()) program.addOption(flag);
  return program;
}

function asRegExp(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : 'It is no regular expression.');
  }
}

function asPort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 0xffff) return port;
  throw new InvalidArgumentError('It must be a number from 0 to 65535.');
}
