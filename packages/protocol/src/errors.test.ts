import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ErrorCode, errorCodeName } from './error-code.ts';
import { errorTable } from './error-table.ts';
import { isTosError, TosError } from './tos-error.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('errors', () => {
  test('the README lists exactly the codes of the table, with what to do', () => {
    const rows = [...readme.matchAll(/^\| `(TOS_[A-Z0-9_]+)` \| (?:.+?) \| (.+?) \|$/gm)].map((row) => row.slice(1, 3));
    expect(rows).toEqual(Object.entries(errorTable).map(([code, entry]) => [code, entry.remedy]));
  });

  test('the README lists exactly the numeric codes', () => {
    const rows = [...readme.matchAll(/^\| `0x([0-9a-f]{4})` \| `([A-Z_]+)` \|$/gm)].map((row) => [
      row[2],
      Number(`0x${row[1]}`),
    ]);
    expect(rows).toEqual(Object.entries(ErrorCode));
  });

  test('a code has one name', () => {
    expect(new Set(Object.values(ErrorCode)).size).toBe(Object.keys(ErrorCode).length);
    expect(errorCodeName(0x0301)).toBe('INSUFFICIENT_FEE');
    expect(errorCodeName(0x7777)).toBe('UNKNOWN');
  });

  test('survives a structured clone as plain data', () => {
    const error = new TosError('TOS_PORT_IN_USE', { host: '127.0.0.1', port: 8080 }, 'Port 8080 is taken.');
    const back = TosError.fromObject(structuredClone(error.toObject()));
    expect(isTosError(back, 'TOS_PORT_IN_USE')).toBe(true);
    expect(back.toObject()).toEqual(error.toObject());
    expect(back.message).toBe('Port 8080 is taken. Stop the process that listens there, or choose another --rpc-port.');
  });

  test.each([
    [1, 'The database has format 1, which an older version wrote; this version reads format 2. Use the version'],
    [3, 'The database has format 3, which a newer version wrote; this version reads format 2. Use the version'],
  ])('a database of format %d: who wrote it and what to do', (found, message) => {
    expect(new TosError('TOS_STORAGE_FORMAT', { found, supported: 2 }).message).toContain(message);
  });

  test('what makes no error is named', () => {
    const make = (code: unknown, details: unknown) => () => Reflect.construct(TosError, [code, details]);
    expect(make('TOS_TYPO', {})).toThrow('code is the text "TOS_TYPO", but must be a code of the error table.');
    expect(make('toString', {})).toThrow('code is the text "toString", but');
    expect(make('TOS_CAPACITY', null)).toThrow('details is null, but must be an object, the details of TOS_CAPACITY.');
    expect(() => TosError.fromObject({} as never)).toThrow(
      'plain is an object, but must be what toObject of a TosError',
    );
  });

  test('is recognised across copies of the package, and by its code', () => {
    const foreign = Object.assign(new Error('x'), {
      code: 'TOS_CAPACITY',
      [Symbol.for('@tos/protocol/TosError')]: true,
    });
    expect(isTosError(foreign)).toBe(true);
    expect(isTosError(foreign, 'TOS_INTERNAL')).toBe(false);
    expect(isTosError(new Error('x'))).toBe(false);
    expect(isTosError(null)).toBe(false);
  });
});
