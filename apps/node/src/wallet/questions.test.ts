import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { Interrupted } from '../process/interrupted.ts';
import { Questions } from './questions.ts';

function terminal() {
  let shown = '';
  const modes: boolean[] = [];
  const stream = new PassThrough();
  const stop = new AbortController();
  const input = Object.assign(stream, {
    isTTY: true,
    setRawMode: (isRaw: boolean) => {
      modes.push(isRaw);
    },
  });
  const output = {
    write: (text: string): void => {
      shown += text;
    },
  };
  return {
    questions: new Questions(input, output, stop.signal),
    stop: () => stop.abort('SIGTERM'),
    listeners: () => stream.listenerCount('data'),
    type: (text: string) => stream.write(text),
    modes,
    shown: () => shown,
  };
}

test('what is hidden is not shown, and the terminal is as before afterwards', async () => {
  const { questions, type, shown, modes } = terminal();
  const answer = questions.askHidden('Passphrase: ');
  type('gehx');
  // Backspace, as most terminals send it, then a key without a character, then letters of several bytes.
  type('\u007feim\u0001 \u00e4\u{1f511}\r');
  expect(await answer).toBe('geheim \u00e4\u{1f511}');
  expect(shown()).toBe('Passphrase: \n');
  expect(modes).toEqual([true, false]);
});

test.each([
  ['y\r', true],
  [' YES \n', true],
  ['n\r', false],
  ['\r', false],
  ['yess\r', false],
  ['no\u0015y\r', true],
  ['yo\b\r', true],
])('%j to a question', async (typed, isYes) => {
  const { questions, type } = terminal();
  const answer = questions.confirm('Send?');
  type(typed);
  expect(await answer).toBe(isYes);
});

test.each(['\u0003', 'abc\u0003', '\u0004'])('%j ends the question, and nothing is done', async (typed) => {
  const { questions, type, modes } = terminal();
  const answer = questions.askHidden('Passphrase: ');
  type(typed);
  await expect(answer).rejects.toThrow(Interrupted);
  expect(modes).toEqual([true, false]);
});

test.each(['askHidden', 'confirm'] as const)('a signal ends the question of %s, and the next one', async (ask) => {
  const { questions, type, modes, stop, listeners, shown } = terminal();
  const answer = questions[ask]('Passphrase: ');
  type('abc');
  stop();
  await expect(answer).rejects.toThrow(Interrupted);
  await expect(questions[ask]('Once more: ')).rejects.toThrow(Interrupted);
  expect(modes).toEqual([true, false]);
  expect(listeners()).toBe(0);
  expect(shown()).not.toContain('Once more');
});

test('two questions follow one another', async () => {
  const { questions, type } = terminal();
  const first = questions.askHidden('1: ');
  type('one\r');
  expect(await first).toBe('one');
  const second = questions.askHidden('2: ');
  type('two\r');
  expect(await second).toBe('two');
});

test('without a terminal there is nobody to ask', () => {
  expect(new Questions(new PassThrough(), { write: () => undefined }, new AbortController().signal).canAsk).toBe(false);
});
