import { mutants as executor } from '../../packages/executor/test/mutants.ts';
import { mutants as tasks } from '../../packages/tasks/test/mutants.ts';
import { mutants as versionedStorage } from '../../packages/versioned-storage/test/mutants.ts';
import type { Mutant } from './mutant.ts';

/** The mutants of all packages. A package has its mutants in `test/mutants.ts`, and a line here. */
export const allMutants: readonly Mutant[] = [...executor, ...tasks, ...versionedStorage];
