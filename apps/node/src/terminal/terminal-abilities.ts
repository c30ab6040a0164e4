/** What a stream can show besides text. */
export interface TerminalAbilities {
  readonly isTerminal: boolean;
  readonly hasColours: boolean;
  /** Whether the line that the cursor is in can be overwritten. */
  readonly rewritesLines: boolean;
}

/**
 * The rules for both streams. NO_COLOR (https://no-color.org) goes before FORCE_COLOR, as in the library that prints the help; a terminal
 * with `TERM=dumb` shows control sequences as text.
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
