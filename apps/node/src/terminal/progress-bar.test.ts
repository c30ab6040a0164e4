import { expect, test, vi } from 'vitest';
import { Interrupted } from '../interrupted.ts';
import { ProgressBar, type ProgressStream } from './progress-bar.ts';

function screen(isTTY: boolean): { stream: ProgressStream; written: string[] } {
  const written: string[] = [];
  return { stream: { isTTY, write: (text) => written.push(text) }, written };
}

const never = new AbortController().signal;

test('elsewhere than on a terminal, a line for every stage', async () => {
  const { stream, written } = screen(false);
  const bar = new ProgressBar(stream, never);
  for (let done = 0; done <= 100; done++) await bar.report({ stage: 'reading', done, total: 100 });
  await bar.report({ stage: 'writing', done: 1234, total: 2000 });
  bar.clear();
  expect(written).toEqual(['reading            0 %  0 of 100\n', 'writing           61 %  1,234 of 2,000\n']);
});

test('on a terminal, a bar in its place, not too often', async () => {
  const now = vi.spyOn(performance, 'now').mockReturnValue(1000);
  const { stream, written } = screen(true);
  const bar = new ProgressBar(stream, never);
  for (let done = 0; done <= 100; done++) {
    now.mockReturnValue(1000 + done * 10);
    await bar.report({ stage: 'reading', done, total: 100 });
  }
  now.mockRestore();
  expect(written).toHaveLength(11);
  expect(written[5]).toBe(`\r\u001b[2Kreading          [${'#'.repeat(15)}${'.'.repeat(15)}]  50 %  50 of 100`);
  bar.clear();
  expect(written.at(-1)).toBe('\r\u001b[2K');
});

test('nothing to do is done, and more than all is all', async () => {
  const { stream, written } = screen(false);
  const bar = new ProgressBar(stream, never);
  await bar.report({ stage: 'a', done: 0, total: 0 });
  await bar.report({ stage: 'b', done: 3, total: 2 });
  expect(written.map((line) => /\d+ %/.exec(line)?.[0])).toEqual(['100 %', '100 %']);
});

test('a signal ends the work at its next report', async () => {
  const stop = new AbortController();
  const bar = new ProgressBar(screen(false).stream, stop.signal);
  await bar.report({ stage: 'a', done: 0, total: 1 });
  stop.abort('SIGINT');
  await expect(bar.report({ stage: 'a', done: 1, total: 1 })).rejects.toThrow(new Interrupted('SIGINT'));
});
