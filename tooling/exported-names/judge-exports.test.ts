import { describe, expect, test } from 'vitest';
import { judgeExports } from './judge-exports.mjs';

const manifest = (name: string, exports: Readonly<Record<string, string>>): string =>
  JSON.stringify({
    name,
    exports: {
      ...Object.fromEntries(Object.entries(exports).map(([entry, source]) => [entry, { '@tos/source': source }])),
      './package.json': './package.json',
    },
  });

/** A package with one entry, of one module, and other files of a repository. */
function judge(
  source: string,
  others: Readonly<Record<string, string>> = {},
  forWhom: Readonly<Record<string, string>> = {},
) {
  const files = {
    'packages/a/package.json': manifest('@tos/a', { '.': './src/index.ts' }),
    'packages/a/src/index.ts': "export * from './a.ts';",
    'packages/a/src/a.ts': source,
    ...others,
  };
  return judgeExports(new Map(Object.entries(files)), { '@tos/a': forWhom });
}

const one = 'export const one = 1;';

describe('a name without a user', () => {
  test.each([
    ['nobody', {}],
    ['its own package', { 'packages/a/src/b.ts': "import { one } from '@tos/a';" }],
    ['a test', { 'packages/b/src/b.test.ts': "import { one } from '@tos/a';" }],
    ['the test folder of an app', { 'apps/b/test/b.ts': "import { one } from '@tos/a';" }],
    ['tooling', { 'tooling/b.ts': "import { one } from '@tos/a';" }],
    ['prose', { 'README.md': "import { one } from '@tos/a';" }],
    ['another entry', { 'apps/b/src/b.ts': "import { one } from '@tos/a/b';" }],
    ['another name', { 'apps/b/src/b.ts': "import { two as one } from '@tos/a';" }],
  ])('%s does not count as one', (_, others) => {
    expect(judge(one, others).unused).toEqual(['@tos/a one']);
  });

  test('is fine with a line', () => {
    expect(judge(one, {}, { one: 'people' })).toEqual({ unused: [], needless: [], list: ['@tos/a one: for people'] });
  });
});

describe('a name with a user', () => {
  test.each([
    ['import', 'packages/b', { 'packages/b/src/b.ts': "import { one as two } from '@tos/a';" }],
    ['export from', 'packages/b', { 'packages/b/src/b.ts': "export { one } from '@tos/a';" }],
    ['import()', 'apps/b', { 'apps/b/src/b.ts': "const { one } = await import('@tos/a');" }],
    ['member of import *', 'examples/b', { 'examples/b/src/b.mjs': "import * as a from '@tos/a'; a.one;" }],
    ['typeof', 'apps/b', { 'apps/b/src/b.ts': "type B = typeof import('@tos/a').one;" }],
    ['its own example', 'packages/a/examples/b.ts', { 'packages/a/examples/b.ts': "import { one } from '@tos/a';" }],
    ['README', 'packages/a/README.md', { 'packages/a/README.md': "```ts\nimport { one } from '@tos/a';\n```" }],
  ])('%s', (_, user, others) => {
    expect(judge(one, others)).toEqual({ unused: [], needless: [], list: [`@tos/a one: ${user}`] });
  });

  test('needs no line', () => {
    const user = { 'apps/b/src/b.ts': "import { one } from '@tos/a';" };
    expect(judge(one, user, { one: 'people', two: 'people' }).needless).toEqual(['@tos/a one', '@tos/a two']);
  });
});

describe('a signature', () => {
  const user = { 'apps/b/src/b.ts': "import { make } from '@tos/a';" };

  test('of a used name needs its types, and theirs', () => {
    const source = `export interface Options { readonly inner: Inner; }
      export type Inner = (typeof kinds)[number];
      export const kinds: readonly string[] = [];
      export class Base {}
      export class Made extends Base { #secret: Secret; get(): void {} }
      export interface Secret {}
      export interface Local {}
      export function make(options: Options): Made { const local: Local = options; return new Made(local); }`;
    const { unused, list } = judge(source, user);
    expect(unused).toEqual(['@tos/a Secret', '@tos/a Local']);
    expect(list).toContain('@tos/a kinds: signature of Inner');
  });

  test('of a name with a line needs no line for its types', () => {
    const source = 'export interface Options {} export function make(options: Options): void {}';
    expect(judge(source, {}, { make: 'people', Options: 'people' }).needless).toEqual(['@tos/a Options']);
    expect(judge(source, {}, { Options: 'people' }).unused).toEqual(['@tos/a make']);
  });
});

test('names that are exported by another name, from another file, or again from another package', () => {
  const files = {
    'packages/a/src/a.ts':
      "export { inner as outer } from './inner.ts'; export { far } from '@tos/far'; export type { Late };",
    'packages/a/src/inner.ts': 'export const inner = 1, other = 2;',
  };
  const source = `${files['packages/a/src/a.ts']} interface Late {}`;
  expect(judge(source, { 'packages/a/src/inner.ts': files['packages/a/src/inner.ts'] }).unused).toEqual([
    '@tos/a outer',
    '@tos/a far',
    '@tos/a Late',
  ]);
});

test('each entry of a package needs users of its own', () => {
  const files = {
    'packages/a/package.json': manifest('@tos/a', { '.': './src/index.ts', './b': './src/b/index.ts' }),
    'packages/a/src/index.ts': "export { one } from './b/index.ts';",
    'packages/a/src/b/index.ts': one,
    'apps/c/src/c.ts': "import { one } from '@tos/a/b';",
  };
  expect(judgeExports(new Map(Object.entries(files)), {})).toMatchObject({
    unused: ['@tos/a one'],
    list: ['@tos/a/b one: apps/c'],
  });
});
