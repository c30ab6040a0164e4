/** What may be sent to a stream besides text. */
export interface TerminalAbilities {
  readonly isTerminal: boolean;
  readonly hasColours: boolean;
  /** The line that the cursor is in can be written again. */
  readonly rewritesLines: boolean;
}

/**
 * One answer for both streams. NO_COLOR (https://no-color.org) goes before FORCE_COLOR, as in the library that prints the help;
 * `TERM=dumb` is a terminal that shows control sequences as text.
 */
export function terminalAbilities(
  { isTTY }: { readonly isTTY?: boolean },
  environment: NodeJS.ProcessEnv,
): TerminalAbilities {
  const { NO_COLOR: none = '', FORCE_COLOR: forced, TERM: term } = environment;
  const isTerminal = isTTY === true;
  const rewritesLines = isTerminal && term !== 'dumb';
  const isRefused = none !== '' || forced === '0' || forced === 'false';
  const isForced = forced !== undefined && forced !== '';
  return { isTerminal, rewritesLines, hasColours: !isRefused && (isForced || rewritesLines) };
}
