import { renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Writes a file completely or not at all, and leaves nothing beside it. Compiled code uses `writeFileDurably` of @tos/data-folder; this is for
 * scripts that run before anything is compiled.
 */
export function replaceFile(path, text) {
  const draft = `${path}.${process.pid}.new`;
  try {
    writeFileSync(draft, text, { flush: true });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
