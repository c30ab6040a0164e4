import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';

/** The result of one test under one mutant. */
export interface TestVerdict {
  /** A mutant's id, or `none`. */
  readonly mutant: string;
  readonly file: string;
  readonly name: string;
  /** `broken`: the test failed by another error than an assertion, which proves nothing. */
  readonly outcome: 'passed' | 'failed' | 'broken' | 'skipped';
  readonly message: string;
}

/** Writes the verdicts of a run as JSON, and prints nothing. */
export class VerdictReporter implements Reporter {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const verdicts = modules.flatMap((module): TestVerdict[] => {
      const [mutant, file] = [module.project.name, module.relativeModuleId];
      const errors = module.errors().map(({ message }) => message);
      if (errors.length > 0) return [{ mutant, file, name: '', outcome: 'broken', message: errors.join('\n') }];
      return [...module.children.allTests()].map((test) => ({ mutant, file, ...verdictOf(test) }));
    });
    writeFileSync(this.#file, JSON.stringify({ verdicts, unhandled: unhandled.map(({ message }) => message) }));
  }
}

function verdictOf(test: TestCase): Pick<TestVerdict, 'name' | 'outcome' | 'message'> {
  const name = test.fullName;
  const { state, errors = [] } = test.result();
  if (state !== 'failed') return { name, outcome: state === 'passed' ? 'passed' : 'skipped', message: '' };
  const message = errors.map((error) => error.message).join('\n');
  return { name, outcome: errors.length > 0 && errors.every(isAssertion) ? 'failed' : 'broken', message };
}

/** True for the error of an assertion, and of a property that an assertion stopped: fast-check gives the assertion as the cause. */
function isAssertion({ name, cause }: { name?: string; cause?: unknown }): boolean {
  return name === 'AssertionError' || (typeof cause === 'object' && cause !== null && isAssertion(cause));
}
