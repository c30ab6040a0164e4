import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';

/** The arguments of each call of `console.log` that an example makes; null for a file that the README shows and no test runs. */
export type Printed = readonly (readonly unknown[])[] | null;

/**
 * Declares the tests of a README: its code blocks are exactly the example files, and each example prints what its comments promise.
 * @param readme URL of the README
 * @param examples URL of the folder of its examples, which ends with a slash
 * @param printed what each example prints, by the name of its file, in the order of the code blocks
 */
export function testReadmeExamples(readme: URL, examples: URL, printed: Readonly<Record<string, Printed>>): void {
  const files = Object.keys(printed).map((name) => new URL(name, examples));

  test('the README shows exactly the example files', () => {
    const blocks = [...readFileSync(readme, 'utf8').matchAll(/^```(?:ts|js)\n(.*?)^```$/gms)].map((match) => match[1]);
    expect(blocks).toEqual(files.map((file) => readFileSync(file, 'utf8')));
  });

  test.each(Object.entries(printed).filter(([, calls]) => calls !== null))(
    '%s prints what it says',
    async (name, calls) => {
      const log = vi.spyOn(console, 'log').mockImplementation(() => {});
      try {
        await import(new URL(name, examples).href);
        expect(log.mock.calls).toEqual(calls);
      } finally {
        log.mockRestore();
      }
    },
  );
}
