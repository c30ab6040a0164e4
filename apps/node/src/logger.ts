import { type Logger, pino } from 'pino';
import { PinoPretty } from 'pino-pretty';
import type { DevOptions } from './cli/dev-options.ts';

/** Diagnostics on stderr: lines for people on a terminal, JSON elsewhere. Stdout is for the blocks. */
export function createLogger(level: DevOptions['logLevel']): Logger {
  const destination = pino.destination({ dest: 2, sync: true });
  if (!process.stderr.isTTY) return pino({ level, base: null }, destination);
  return pino({ level, base: null }, PinoPretty({ destination, colorize: true, translateTime: 'SYS:HH:MM:ss.l' }));
}
