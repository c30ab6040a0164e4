import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

// The compiler builds a package after those that its tsconfig refers to. A reference that is missing is found by nobody whose tree is built:
// only a fresh clone then builds in the wrong order, and fails.

const root = fileURLToPath(new URL('..', import.meta.url));

interface Manifest {
  readonly name: string;
  readonly dependencies?: { readonly [name: string]: string };
  readonly devDependencies?: { readonly [name: string]: string };
  readonly peerDependencies?: { readonly [name: string]: string };
}

const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));

/** The folders of the workspace that have a tsconfig, relative to the root. */
const folders = ['packages', 'apps', 'examples', 'tooling']
  .flatMap((kind) => readdirSync(join(root, kind)).map((name) => `${kind}/${name}`))
  .filter((folder) => existsSync(join(root, folder, 'tsconfig.json')));
const folderOf = new Map(folders.map((folder) => [manifestOf(folder).name, folder]));

/** The tsconfig of a folder, as the compiler reads it. */
function configOf(folder: string): ts.ParsedCommandLine {
  const host: ts.ParseConfigFileHost = {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic({ messageText }) {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
    },
  };
  return ts.getParsedCommandLineOfConfigFile(join(root, folder, 'tsconfig.json'), {}, host)!;
}

/** The folders that a tsconfig refers to. */
function referencesOf({ projectReferences = [] }: ts.ParsedCommandLine): string[] {
  return projectReferences.map(({ path }) => relative(root, path.endsWith('.json') ? dirname(path) : path)).sort();
}

/** Names of the packages of the workspace that the files of a tsconfig import: by `import`, `export from`, `import()` and types of them. */
function importsOf({ fileNames }: ts.ParsedCommandLine): string[] {
  const specifiers = fileNames.flatMap((file) =>
    ts.preProcessFile(readFileSync(file, 'utf8'), true, true).importedFiles.map(({ fileName }) => fileName),
  );
  const packages = specifiers.map((specifier) => specifier.split('/', 2).join('/'));
  return [...new Set(packages)].filter((name) => folderOf.has(name)).sort();
}

describe.each(folders)('%s', (folder) => {
  const config = configOf(folder);
  const { name, dependencies, devDependencies, peerDependencies } = manifestOf(folder);
  const imported = importsOf(config).filter((other) => other !== name);
  // What does not emit is no part of the compiler's build: Vite makes the page of sources, and packs what it imports into it.
  const isBuilt = config.options.noEmit !== true;

  test('its tsconfig refers to every package that its sources import, and to no other', () => {
    expect(referencesOf(config)).toEqual(isBuilt ? imported.map((other) => folderOf.get(other)!).sort() : []);
  });

  test('its package.json names every package that its sources import', () => {
    const named = { ...dependencies, ...peerDependencies, ...(isBuilt ? {} : devDependencies) };
    expect(Object.keys(named)).toEqual(expect.arrayContaining(imported));
  });

  test('the tsconfig of the root refers to it, when the compiler builds it', () => {
    expect(referencesOf(configOf('.')).includes(folder)).toBe(isBuilt);
  });
});

test('the packages of the workspace are found, and what they import', () => {
  expect(folders.length).toBeGreaterThan(15);
  expect(importsOf(configOf('apps/node'))).toContain('@tos/client');
});
