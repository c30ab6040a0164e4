import { renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Writes a file that is there complete or not at all, and leaves nothing beside it. What is compiled has `writeFileDurably` of
 * @tos/data-folder; this is for what runs before anything is compiled.
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
