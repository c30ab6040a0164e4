import { expect, test } from 'vitest';
import { isAllowedHost } from './allowed-host.ts';
import { type BrowserRules, browserRefusal } from './browser-guard.ts';

const devnet: BrowserRules = { allowsLoopback: true, origins: [], hosts: [] };
const listed: BrowserRules = {
  allowsLoopback: false,
  origins: ['https://wallet.example', 'chrome-extension://abc'],
  hosts: ['node.example'],
};

test.each([
  undefined,
  'localhost',
  'LOCALHOST:8080',
  'app.localhost:80',
  '127.0.0.1:8080',
  '127.9.9.9',
  '192.168.1.5:8080',
  '[::1]:8080',
  '[::1]',
  '[fe80::1]:1',
])('no foreign name is in the host %s', (host) => {
  expect(isAllowedHost(host)).toBe(true);
  expect(browserRefusal({ ...(host === undefined ? {} : { host }) }, devnet)).toBeUndefined();
});

test.each([
  '',
  ':8080',
  'evil.example',
  'evil.example:8080',
  'localhost.evil.example',
  'notlocalhost',
  '127.0.0.1.evil.example',
  '127.0.0.1.nip.io:8080',
  '[evil]',
  '[127.0.0.1]',
  'localhost@evil.example',
  'localhost:80:80',
  '0x7f.1',
  'node.example',
])('the host %j is refused with its name', (host) => {
  const refusal = browserRefusal({ host }, devnet);
  expect(refusal?.message).toContain(`The name ${JSON.stringify(host)} in the Host header`);
  expect(refusal?.message).toContain('Call it by its IP address or as localhost');
});

test('a listed name is taken in any letters and with any port, and only that one', () => {
  expect(browserRefusal({ host: 'Node.Example:443' }, listed)).toBeUndefined();
  expect(browserRefusal({ host: 'sub.node.example' }, listed)?.message).toContain('Host header');
});

test.each([
  'http://localhost',
  'http://localhost:3000',
  'https://app.localhost:3000',
  'http://127.0.0.1:5173',
  'https://127.1.2.3',
  'http://[::1]:3000',
])('a page of %s may call a devnet and no other network', (origin) => {
  expect(browserRefusal({ host: 'localhost:8080', origin }, devnet)).toBeUndefined();
  expect(browserRefusal({ host: 'localhost:8080', origin }, listed)?.message).toContain(
    `origin ${JSON.stringify(origin)} may not`,
  );
});

test.each([
  'null',
  '',
  'https://evil.example',
  'http://192.168.1.5:3000',
  'http://localhost.evil.example',
  'http://127.0.0.1.evil.example',
  'http://127.evil.example',
  'http://localhost:3000/',
  'http://localhost:3000/path',
  'http://evil@localhost',
  'http://localhost, http://evil.example',
  'ftp://localhost',
  'file://localhost',
  'chrome-extension://abcdefghijklmnop',
  'moz-extension://f0e1',
  'capacitor://localhost',
  'http://[::2]',
])('a page of %j may not call a devnet', (origin) => {
  const refusal = browserRefusal({ host: 'localhost', origin }, devnet);
  expect(refusal?.message).toContain('may not call this node. Serve the page from http://localhost');
});

test.each(['192.168.1.5:8080', '10.0.0.1', '[fe80::1]:80', 'node.example', 'localhost:8080'])(
  'the page that the node itself serves may call it, on every network: %s',
  (host) => {
    expect(browserRefusal({ host, origin: `http://${host}` }, listed)).toBeUndefined();
    expect(browserRefusal({ host, origin: `https://${host}` }, listed)).toBeUndefined();
    for (const origin of [`http://${host}1`, `http://${host}/`, `http://a.${host}`, `ftp://${host}`, host, 'null']) {
      expect(browserRefusal({ host, origin }, listed)?.message, origin).toContain('may not call');
    }
  },
);

test('a foreign name stays refused, whatever the origin', () => {
  const host = 'evil.example:8080';
  expect(browserRefusal({ host, origin: `http://${host}` }, devnet)?.message).toContain('Host header');
});

test('listed origins may call, also extensions, each exactly as it is listed', () => {
  for (const origin of listed.origins) expect(browserRefusal({ origin }, listed)).toBeUndefined();
  for (const origin of ['http://wallet.example', 'https://wallet.example:444', 'https://Wallet.example']) {
    expect(browserRefusal({ origin }, listed)?.message).toContain('may not call');
  }
});

test('a refusal repeats no more than the beginning of a long header', () => {
  expect(browserRefusal({ host: 'x'.repeat(10_000) }, devnet)?.message.length).toBeLessThan(400);
  expect(browserRefusal({ origin: 'x'.repeat(10_000) }, devnet)?.message.length).toBeLessThan(400);
});
