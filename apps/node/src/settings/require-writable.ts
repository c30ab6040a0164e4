import { accessSync, lstatSync } from 'node:fs';
import { dirname, sep } from 'node:path';
import { DraftFile } from '@tos/data-folder';
import { fileRefusal } from './file-refusal.ts';
import { invalidSetting } from './invalid-setting.ts';

/**
 * Told before an hour of work, not after: a file that cannot be written. It does what the writing will do, but for the last step: the file
 * is renamed into its place, so that a folder there would refuse it, and a device, a pipe or a link would be lost.
 * @param setting what named the file
 * @throws TOS_INVALID_CONFIG
 */
export function requireWritable(setting: string, file: string): void {
  if (file === '') throw invalidSetting(setting, 'no file is named');
  if (file.endsWith(sep)) throw invalidSetting(setting, `${file} names a folder`);
  try {
    const found = lstatSync(file, { throwIfNoEntry: false });
    if (found?.isFile() === false) throw invalidSetting(setting, `${file} is there, and no plain file`);
    // Named by what people know: the draft's name says nothing to them.
    accessSync(dirname(file));
    new DraftFile(file).discard();
  } catch (error) {
    throw fileRefusal(setting, error);
  }
}
