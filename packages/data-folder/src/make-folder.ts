import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { assertText } from '@tos/protocol';
import { syncFolder } from './sync-folder.ts';

/**
 * Makes a folder and those above it that are missing, and syncs them. One at a time: `mkdirSync` with `recursive` never returns in Node 20 where a file
 * system answers ENOENT below a folder that is there, as /proc does.
 * @throws what `mkdirSync` throws, for a file in the way too
 */
export function makeFolder(path: string): void {
  assertText(path, 'path');
  const missing: string[] = [];
  for (let folder = resolve(path); !existsSync(folder); folder = dirname(folder)) missing.unshift(folder);
  for (const folder of missing) {
    try {
      mkdirSync(folder);
    } catch (error) {
      // Another process was faster.
      if (!existsSync(folder)) throw error;
    }
    syncFolder(dirname(folder));
  }
  if (!statSync(path).isDirectory()) mkdirSync(path);
}
