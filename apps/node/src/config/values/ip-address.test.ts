import { expect, test } from 'vitest';
import { ipAddress } from './ip-address.ts';

test.each(['127.0.0.1', '0.0.0.0', '::', '::1', '10.1.2.3'])('%s is an address', (text) => {
  expect(ipAddress.parse(text)).toBe(text);
});

test.each(['', 'localhost', '127.0.0', '127.0.0.1:8080', '[::1]', 'http://127.0.0.1', ' ::1', 0])(
  '%j is none',
  (given) => {
    expect(() => ipAddress.parse(given)).toThrow('Give an IP address');
  },
);
