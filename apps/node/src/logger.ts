import { type Logger, pino } from 'pino';
import { prettyFactory } from 'pino-pretty';
import type { DevOptions } from './cli/dev-options.ts';
import type { Output } from './terminal/output.ts';

/** The log on stderr: lines for people on a terminal, JSON elsewhere. Stdout is for the blocks. */
export function createLogger(level: DevOptions['logLevel'], stderr: Output): Logger {
  if (!stderr.abilities.isTerminal) return pino({ level, base: null }, stderr);
  const pretty = prettyFactory({ colorize: stderr.abilities.hasColours, translateTime: 'SYS:HH:MM:ss.l' });
  return pino({ level, base: null }, { write: (line) => stderr.write(pretty(line)) });
}
