import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';

const packages = fileURLToPath(new URL('../..', import.meta.url));

// What a program sees that has neither Node's types nor a browser's, and checks the types of what it uses. Those of other people's packages
// are theirs.
test.each([
  { lib: ['lib.es2022.d.ts'], types: [] },
  { lib: ['lib.es2022.d.ts'], types: ['node'] },
])('the types of this package need no others: %j', ({ lib, types }) => {
  const files = ['executor/dist/index.d.ts', 'executor/dist/tasks/index.d.ts'].map((file) => `${packages}${file}`);
  const program = ts.createProgram(files, {
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
