import { mkdirSync, openSync } from 'node:fs';
import { isTosError, TosError } from '@tos/protocol';
import { expect, test } from 'vitest';
import { fileRefusal } from './file-refusal.ts';

function errorOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('it did not throw');
}

test('a path that the file system refuses is a wrong setting', () => {
  for (const work of [
    () => openSync('', 'r'),
    () => openSync('/no/such/file', 'r'),
    () => openSync('/', 'w'),
    () => mkdirSync('x'.repeat(300)),
  ]) {
    const error = fileRefusal('--json', errorOf(work));
    expect(isTosError(error, 'TOS_INVALID_CONFIG') && error.details.setting).toBe('--json');
  }
});

test('an error that says nothing about the path is returned as it is', () => {
  for (const error of [
    new RangeError('WebAssembly.Memory(): could not allocate memory'),
    Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE' }),
    Object.assign(new Error('ENOMEM: not enough memory'), { code: 'ENOMEM' }),
    Object.assign(new Error('EIO: i/o error'), { code: 'EIO' }),
    new TosError('TOS_INTERNAL', { reason: 'x' }),
    'text',
  ]) {
    expect(fileRefusal('--datadir', error)).toBe(error);
  }
});
