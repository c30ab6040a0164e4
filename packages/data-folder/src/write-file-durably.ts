import { writeFileSync } from 'node:fs';
import { assertBytes, assertText } from '@tos/protocol';
import { DraftFile } from './draft-file.ts';

/**
 * Writes a file completely or not at all. The file outlives a loss of power once this returns.
 * @throws the error of the file system, as `DraftFile.place` does: the path then holds the whole old file or the whole new file, and no
 * draft is left beside it
 */
export function writeFileDurably(path: string, content: string | Uint8Array): void {
  assertText(path, 'path');
  if (typeof content !== 'string') assertBytes(content, 'content');
  const draft = new DraftFile(path);
  try {
    writeFileSync(draft.file, content);
  } catch (error) {
    draft.discard();
    throw error;
  }
  draft.place();
}
