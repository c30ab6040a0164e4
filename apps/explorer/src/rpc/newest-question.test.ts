import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { NewestQuestion } from './newest-question.ts';

/** Lets everything happen that waits for nothing but promises. */
function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

test('whatever comes in which order: one question at a time, and the last one is asked', async () => {
  const step = fc.constantFrom('ask', 'answer', 'fail', 'end');
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
      const reported: string[] = [];
      const waiting: { readonly number: number; resolve(): void; reject(error: unknown): void }[] = [];
      const asked: number[] = [];
      const newest = new NewestQuestion<number>({
        answered: (number) => reported.push(`${number}`),
        failed: ({ message }) => reported.push(message),
      });
      const expected: string[] = [];
      let number = 0;
      let isOver = false;
      for (const each of steps) {
        const [current] = waiting;
        if (each === 'ask' && !isOver) {
          const own = ++number;
          newest.ask(() => {
            asked.push(own);
            return new Promise((resolve, reject) => {
              waiting.push({ number: own, resolve: () => resolve(own), reject });
            });
          });
        } else if (each === 'end') {
          isOver = true;
          newest.end();
        } else if (each === 'answer' && current !== undefined) {
          waiting.shift();
          current.resolve();
          if (!isOver) expected.push(`${current.number}`);
        } else if (each === 'fail' && current !== undefined) {
          waiting.shift();
          current.reject(new Error(`${current.number} failed`));
          if (!isOver) expected.push(`${current.number} failed`);
        }
        await settle();
        expect(waiting.length).toBeLessThanOrEqual(1);
        expect(reported).toEqual(expected);
        // While nothing is awaited, nothing waits to be asked.
        if (!isOver && waiting.length === 0) expect(asked.at(-1) ?? 0).toBe(number);
      }
    }),
  );
});
