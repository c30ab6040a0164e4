import { accessSync, lstatSync } from 'node:fs';
import { dirname, sep } from 'node:path';
import { DraftFile } from '@tos/data-folder';
import { fileRefusal } from './file-refusal.ts';
import { invalidSetting } from './invalid-setting.ts';

/**
 * Checks before long work that its file can be written. It does what the writing will do, except for the last step, the renaming of the
 * draft to its final name: a folder of that name would refuse it, and a device, a pipe or a link would be lost.
 * @param setting the flag or argument that named the file
 * @throws TOS_INVALID_CONFIG
 */
export function requireWritable(setting: string, file: string): void {
  if (file === '') throw invalidSetting(setting, 'no file is named');
  if (file.endsWith(sep)) throw invalidSetting(setting, `${file} names a folder`);
  try {
    const found = lstatSync(file, { throwIfNoEntry: false });
    if (found?.isFile() === false) throw invalidSetting(setting, `${file} is there, and no plain file`);
    // First, so that the error names a folder that the user named, and not the draft.
    accessSync(dirname(file));
    new DraftFile(file).discard();
  } catch (error) {
    throw fileRefusal(setting, error);
  }
}
