import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { conformanceFlags } from '../src/cli/program.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('the README lists the flags that there are', () => {
  const listed = [...readme.matchAll(/^\| `(--[^`]+)`/gm)].map((match) => match[1]);
  expect(listed).toEqual(conformanceFlags().map((flag) => flag.flags));
});
