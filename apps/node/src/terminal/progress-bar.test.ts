import { expect, test, vi } from 'vitest';
import { Interrupted } from '../process/interrupted.ts';
import type { Output } from './output.ts';
import { ProgressBar } from './progress-bar.ts';

interface Screen {
  readonly output: Pick<Output, 'isIdle' | 'abilities' | 'write'>;
  readonly written: string[];
}

function screen(isTerminal: boolean, isIdle = true): Screen {
  const written: string[] = [];
  const abilities = { isTerminal, rewritesLines: isTerminal, hasColours: false };
  return { output: { abilities, isIdle, write: (text) => void (text === '' || written.push(text)) }, written };
}

const never = new AbortController().signal;

test('elsewhere than on a terminal, a line where a stage begins and one where it ends', async () => {
  const { output, written } = screen(false);
  const bar = new ProgressBar(output, never);
  for (let done = 0; done <= 100; done++) await bar.report({ stage: 'reading', done, total: 100 });
  await bar.report({ stage: 'writing', done: 1234, total: 2000 });
  await bar.report({ stage: 'writing', done: 2000, total: 2000 });
  bar.clear();
  bar.end();
  bar.end();
  expect(written.join('')).toBe(
    [
      'reading            0 %  0 of 100\n',
      'reading          100 %  100 of 100\n',
      'writing           61 %  1,234 of 2,000\n',
      'writing          100 %  2,000 of 2,000\n',
    ].join(''),
  );
});

test('a stage that was over at once is one line', async () => {
  const { output, written } = screen(false);
  const bar = new ProgressBar(output, never);
  for (let i = 0; i < 3; i++) await bar.report({ stage: 'reading', done: 5, total: 5 });
  bar.end();
  expect(written).toEqual(['reading          100 %  5 of 5\n']);
});

test('on a terminal, a bar in its place, not too often', async () => {
  const now = vi.spyOn(performance, 'now').mockReturnValue(1000);
  const { output, written } = screen(true);
  const bar = new ProgressBar(output, never);
  for (let done = 0; done <= 100; done++) {
    now.mockReturnValue(1000 + done * 10);
    await bar.report({ stage: 'reading', done, total: 100 });
  }
  now.mockRestore();
  expect(written).toHaveLength(11);
  expect(written[5]).toBe(`\r\u001b[2Kreading          [${'#'.repeat(15)}${'.'.repeat(15)}]  50 %  50 of 100`);
  bar.end();
  expect(written.at(-1)).toBe('\r\u001b[2K');
});

test('no pictures for a terminal that takes none', async () => {
  const { output, written } = screen(true, false);
  const bar = new ProgressBar(output, never);
  for (let done = 0; done <= 100; done++) await bar.report({ stage: `stage ${done}`, done, total: 100 });
  expect(written).toEqual([]);
});

test('nothing to do is done, and more than all is all', async () => {
  const { output, written } = screen(false);
  const bar = new ProgressBar(output, never);
  await bar.report({ stage: 'a', done: 0, total: 0 });
  await bar.report({ stage: 'b', done: 3, total: 2 });
  expect(written.map((line) => /\d+ %/.exec(line)?.[0])).toEqual(['100 %', '100 %']);
});

test('a signal ends the work at its next report', async () => {
  const stop = new AbortController();
  const bar = new ProgressBar(screen(false).output, stop.signal);
  await bar.report({ stage: 'a', done: 0, total: 1 });
  stop.abort('SIGINT');
  await expect(bar.report({ stage: 'a', done: 1, total: 1 })).rejects.toThrow(new Interrupted('SIGINT'));
});
