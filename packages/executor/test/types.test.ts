import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';

const packages = fileURLToPath(new URL('../..', import.meta.url));

// A program may have neither Node's types nor a browser's, and may check the types of the packages that it uses. Errors in the types of other
// people's packages do not count here.
test.each([
  { lib: ['lib.es2022.d.ts'], types: [] },
  { lib: ['lib.es2022.d.ts'], types: ['node'] },
])('the types of this package need no others: %j', ({ lib, types }) => {
  const program = ts.createProgram([`${packages}executor/dist/index.d.ts`], {
    lib,
    types,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    skipLibCheck: false,
    noEmit: true,
  });
  const own = ts
    .getPreEmitDiagnostics(program)
    .filter(({ file }) => file === undefined || !file.fileName.includes('/node_modules/'))
    .map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
  expect(own).toEqual([]);
  expect(program.getSourceFiles().some(({ fileName }) => fileName.includes('packages/runtime/dist'))).toBe(true);
});
