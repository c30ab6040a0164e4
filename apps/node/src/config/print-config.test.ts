import { expect, test } from 'vitest';
import { devSettings } from '../cli/dev-options.ts';
import { printConfig } from './print-config.ts';
import { resolveSettings } from './resolve-settings.ts';

function print(environment: NodeJS.ProcessEnv, isJson: boolean): string[] {
  const lines: string[] = [];
  const resolved = resolveSettings(devSettings, { flags: new Map(), environment, file: undefined });
  printConfig(devSettings, { resolved, file: undefined }, { print: (line) => lines.push(line), isJson });
  return lines;
}

test('the table names value and origin of each setting, and fits 80 columns', () => {
  const lines = print({ TOS_BLOCK_TIME: '2500ms', TOS_DATADIR: '/var/lib/tos/devnet/chains' }, false);
  expect(lines).toContainEqual(expect.stringMatching(/^block-time +2500ms +TOS_BLOCK_TIME$/));
  expect(lines).toContainEqual(expect.stringMatching(/^rpc-port +8080 +default$/));
  expect(lines).toContainEqual(expect.stringMatching(/^workers +\(cores - 1\) +default$/));
  expect(lines).toHaveLength(Object.keys(devSettings).length + 3);
  for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
});

test('a long value is whole, and its origin has a line of its own', () => {
  const datadir = `/${'x'.repeat(100)}`;
  const lines = print({ TOS_DATADIR: datadir }, false);
  const at = lines.findIndex((line) => line.endsWith(datadir));
  expect(lines[at]).toMatch(/^datadir +/);
  expect(lines[at + 1]).toMatch(/^ +TOS_DATADIR$/);
});

test('JSON has the values as the file takes them', () => {
  const { file, settings } = JSON.parse(print({ TOS_BLOCK_TIME: '0.5', TOS_LOAD: '3' }, true).join('\n'));
  expect(file).toBeNull();
  expect(settings).toMatchObject({
    'block-time': { value: '500ms', origin: 'TOS_BLOCK_TIME' },
    load: { value: 3, origin: 'TOS_LOAD' },
    'verify-parallel': { value: false, origin: 'default' },
    blocks: { value: null, origin: 'default' },
  });
  expect(Object.keys(settings)).toHaveLength(Object.keys(devSettings).length);
});
