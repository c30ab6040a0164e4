import { expect, test } from 'vitest';
import { terminalAbilities } from './terminal-abilities.ts';

test.each([
  // Columns: environment; colours on a terminal; colours elsewhere; whether lines are overwritten on a terminal.
  [{}, true, false, true],
  [{ TERM: 'xterm' }, true, false, true],
  [{ NO_COLOR: '1' }, false, false, true],
  [{ NO_COLOR: '' }, true, false, true],
  [{ FORCE_COLOR: '1' }, true, true, true],
  [{ FORCE_COLOR: 'true' }, true, true, true],
  [{ FORCE_COLOR: '' }, true, false, true],
  [{ FORCE_COLOR: '0' }, false, false, true],
  [{ FORCE_COLOR: 'false' }, false, false, true],
  [{ NO_COLOR: '1', FORCE_COLOR: '1' }, false, false, true],
  [{ TERM: 'dumb' }, false, false, false],
  [{ TERM: 'dumb', FORCE_COLOR: '1' }, true, true, false],
])('%j', (environment, onTerminal, elsewhere, rewritesLines) => {
  expect(terminalAbilities({ isTTY: true }, environment)).toEqual({
    isTerminal: true,
    hasColours: onTerminal,
    rewritesLines,
  });
  expect(terminalAbilities({}, environment)).toEqual({
    isTerminal: false,
    hasColours: elsewhere,
    rewritesLines: false,
  });
});
