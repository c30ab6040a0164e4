import { type Logger, type LoggerOptions, pino } from 'pino';
import { prettyFactory } from 'pino-pretty';
import type { DevOptions } from './cli/dev-options.ts';
import type { Output } from './terminal/output.ts';

/** Names of members that hold what signs for somebody. */
const SECRETS = ['privateKey', 'private_key', 'secret', 'secretKey', 'seed', 'mnemonic', 'password'];
/** How deep in a logged object a secret is found: an error in it has its details one level further down. */
const DEPTH = 4;

/** Paths of secrets in the notation of pino: `privateKey`, `*.privateKey`, and so on. */
const redactedPaths = SECRETS.flatMap((name) =>
  Array.from({ length: DEPTH + 1 }, (_, depth) => '*.'.repeat(depth) + name),
);

/** The log on stderr: lines for people on a terminal, JSON elsewhere. Stdout is for the blocks. Secrets are left out. */
export function createLogger(level: DevOptions['logLevel'], stderr: Pick<Output, 'abilities' | 'write'>): Logger {
  const options: LoggerOptions = { level, base: null, redact: { paths: redactedPaths, censor: '(left out)' } };
  if (!stderr.abilities.isTerminal) return pino(options, stderr);
  const pretty = prettyFactory({ colorize: stderr.abilities.hasColours, translateTime: 'SYS:HH:MM:ss.l' });
  return pino(options, { write: (line) => stderr.write(pretty(line)) });
}
