import { mkdirSync, writeFileSync } from 'node:fs';
import type { TestRunner } from '../src/index.ts';

type Suite = (runner: TestRunner, module: URL | string, options?: { readonly seed: number }) => void;

/** The tests of a suite by name, without the badge. */
function testsOf(suite: Suite, module: URL | string): Map<string, () => Promise<void>> {
  const tests = new Map<string, () => Promise<void>>();
  suite({ describe: (_, body) => body(), test: (name, body) => tests.set(name, body) }, module, { seed: 7 });
  tests.delete('badge');
  return tests;
}

export function namesOf(suite: Suite): string[] {
  return [...testsOf(suite, 'file:///none').keys()];
}

/**
 * Runs tests of a suite one after another.
 * @param only the one test to run; all of them when absent
 * @returns the names of the tests that failed
 */
export async function failuresOf(suite: Suite, module: URL | string, only?: string): Promise<string[]> {
  const tests = testsOf(suite, module);
  if (only !== undefined && !tests.has(only)) throw new Error(`there is no test ${only}`);
  const failed: string[] = [];
  for (const [name, body] of tests)
    if (only === undefined || name === only) await body().catch(() => failed.push(name));
  return failed;
}

const folder = new URL('../dist/broken/', import.meta.url);

/** Writes a module for a test. @returns its URL */
export function writeModule(name: string, text: string): URL {
  mkdirSync(folder, { recursive: true });
  const module = new URL(`${name.replaceAll(' ', '-')}.mjs`, folder);
  writeFileSync(module, text);
  return module;
}
