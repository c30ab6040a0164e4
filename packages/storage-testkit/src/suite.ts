import type { Storage } from '@tos/state';
import type { OrderedStore } from '@tos/versioned-storage';
import { type CreateSubject, importFactory, type Kind, type Subject } from './kind.ts';
import { KitTest, type TestBody } from './kit-test.ts';
import { Random } from './random.ts';

/** The two functions of a test framework. `vitest` and `node:test` export them, and other frameworks have similar ones. */
export interface TestRunner {
  describe(name: string, body: () => void): void;
  /**
   * @param limitMs the time after which the test fails. vitest, jest and bun read it; their own limit of five seconds would fail a sound
   *   storage. node:test and mocha ignore it.
   */
  test(name: string, body: () => Promise<void>, limitMs: number): void;
}

/** Twenty times the time of the slowest test on two idle cores (30 s). It ends a test that hangs, and does not judge a disk. */
const LIMIT_MS = 600_000;

/** A test that is known to fail, with the reason. When the test passes, the run fails, so that the entry is removed. */
export interface KnownFailure<Id extends string> {
  readonly test: Id;
  readonly reason: string;
}

export interface SuiteOptions<Id extends string> {
  readonly knownFailures?: readonly KnownFailure<Id>[];
  /** The seed of everything random, which is printed with each failure. By default each run draws a new one. */
  readonly seed?: number;
  /** The factor by which long tests run longer than usual; TOS_TEST_FACTOR by default. */
  readonly factor?: number;
}

export interface Group<Id extends string, Tested extends Subject> {
  readonly name: string;
  readonly tests: Readonly<Record<Id, TestBody<Tested>>>;
}

export type StorageGroup<Id extends string> = Group<Id, Storage>;

export type StoreGroup<Id extends string> = Group<Id, OrderedStore>;

/** Declares the tests of one group or of several. */
export type DeclareSuite<Id extends string> = (
  runner: TestRunner,
  module: string | URL,
  options?: SuiteOptions<Id>,
) => void;

interface Tally {
  passed: number;
  readonly unsupported: string[];
  readonly known: string[];
  readonly failed: string[];
}

/**
 * Declares the tests of some groups with a runner, and a last test that prints the badge: a table of the tests that passed, that are
 * unsupported, and that are known to fail.
 * @param module URL of a JavaScript module that exports the kind's factory. It is also imported in other threads and processes.
 */
export function declareGroups<Id extends string, Tested extends Subject>(
  { describe, test }: TestRunner,
  module: string | URL,
  { kind, groups }: { readonly kind: Kind<Tested>; readonly groups: readonly Group<string, Tested>[] },
  { knownFailures = [], seed = Math.floor(Math.random() * 2 ** 32), factor = environmentFactor() }: SuiteOptions<Id>,
): void {
  const url = String(module);
  let create: CreateSubject<Tested> | null = null;
  const rows = groups.map(({ name }) => ({ name, tally: { passed: 0, unsupported: [], known: [], failed: [] } }));

  const run = async (id: string, body: TestBody<Tested>, tally: Tally, number: number): Promise<void> => {
    const known = knownFailures.find((entry) => entry.test === id);
    create ??= await importFactory(url, kind);
    const kit = new KitTest({ module: url, random: new Random(seed + number * 7919), factor }, { kind, create });
    try {
      const outcome = await body(kit);
      if (!known && outcome === 'unsupported') tally.unsupported.push(id);
      else if (!known) tally.passed++;
    } catch (error) {
      if (known) tally.known.push(id);
      else tally.failed.push(id);
      if (known) return;
      throw new Error(`${id} (seed ${seed}): ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    } finally {
      await kit.end();
    }
    if (known) throw new Error(`${id} passes: remove it from knownFailures ("${known.reason}")`);
  };

  describe(`${kind.name} ${url.slice(url.lastIndexOf('/packages/') + 1)}`, () => {
    let number = 0;
    groups.forEach(({ tests }, group) => {
      for (const [id, body] of Object.entries(tests)) {
        const ordinal = number++;
        test(id, () => run(id, body, rows[group]!.tally, ordinal), LIMIT_MS * Math.max(1, factor));
      }
    });
    test(
      'badge',
      async () => {
        process.stdout.write(badge(url, seed, rows));
      },
      LIMIT_MS,
    );
  });
}

function badge(url: string, seed: number, rows: readonly { readonly name: string; readonly tally: Tally }[]): string {
  const line = (name: string, ...cells: readonly (string | number)[]): string =>
    `${name.padEnd(12)}${cells.map((cell) => String(cell).padStart(13)).join('')}\n`;
  const named = rows.flatMap(({ tally }) => [
    ...tally.unsupported.map((id) => `  unsupported: ${id}\n`),
    ...tally.known.map((id) => `  known to fail: ${id}\n`),
    ...tally.failed.map((id) => `  FAILED: ${id}\n`),
  ]);
  const table = rows.map(({ name, tally: { passed, unsupported, known, failed } }) =>
    line(name, passed, unsupported.length, known.length, failed.length),
  );
  const head = line('group', 'passed', 'unsupported', 'known', 'failed');
  return `\n${url}, seed ${seed}\n${head}${table.join('')}${named.join('')}`;
}

function environmentFactor(): number {
  return Number(process.env['TOS_TEST_FACTOR'] ?? 1);
}
