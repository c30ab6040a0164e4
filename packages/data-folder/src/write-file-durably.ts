import { writeFileSync } from 'node:fs';
import { assertBytes, assertText } from '@tos/protocol';
import { DraftFile } from './draft-file.ts';

/**
 * Writes a file that is there complete or not at all, and outlives a loss of power once this returns.
 * @throws what the file system answers, as `DraftFile.place`: nothing is left beside the file, which is the old one or the new one, whole
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
