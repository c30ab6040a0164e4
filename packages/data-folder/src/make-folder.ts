import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { assertText } from '@tos/protocol';
import { syncFolder } from './sync-folder.ts';

/**
 * Makes a folder and the missing folders above it, and syncs each. It makes one folder at a time, because `mkdirSync` with `recursive` never
 * returns in Node 20 on a file system that answers ENOENT below an existing folder, as /proc does.
 * @throws the error of `mkdirSync`, also for a file at this path
 */
export function makeFolder(path: string): void {
  assertText(path, 'path');
  const missing: string[] = [];
  for (let folder = resolve(path); !existsSync(folder); folder = dirname(folder)) missing.unshift(folder);
  for (const folder of missing) {
    try {
      mkdirSync(folder);
    } catch (error) {
      // Another process may have made the folder in the meantime.
      if (!existsSync(folder)) throw error;
    }
    syncFolder(dirname(folder));
  }
  if (!statSync(path).isDirectory()) mkdirSync(path);
}
