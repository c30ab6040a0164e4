import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import type { StateSource } from '@tos/chain';
import { fileRefusal } from '../settings/file-refusal.ts';
import { invalidSetting } from '../settings/invalid-setting.ts';

/** A state file that is open for reading, from its beginning. */
export interface OpenStateFile extends StateSource {
  close(): void;
}

/** Opens a state file. @throws TOS_INVALID_CONFIG when the path leads to no plain file, or to one that this process may not read */
export function openStateFile(path: string): OpenStateFile {
  const file = openPlainFile(path);
  return {
    size: fstatSync(file).size,
    read: (into) => readSync(file, into, 0, into.length, null),
    close: () => closeSync(file),
  };
}

function openPlainFile(path: string): number {
  try {
    // Asked before the file is opened: opening a named pipe waits until somebody writes into it.
    const found = statSync(path);
    if (found.isDirectory()) throw invalidSetting('FILE', `${path} is a folder`);
    if (!found.isFile()) {
      const reason = `${path} is no plain file, and it is read twice; write what comes through a pipe into a file first`;
      throw invalidSetting('FILE', reason);
    }
    return openSync(path, 'r');
  } catch (error) {
    throw fileRefusal('FILE', error);
  }
}
