import type { Mutant } from './mutant.ts';

/** The code with the mutant in it. @throws when the code does not contain the mutant's text exactly once: the mutant would prove nothing */
export function applyMutant(code: string, { id, file, replace, by }: Mutant): string {
  const found = code.split(replace).length - 1;
  if (found !== 1) throw new Error(`Mutant ${id}: its text is ${found} times in ${file}, not once. Mend its list.`);
  return code.replace(replace, () => by);
}
