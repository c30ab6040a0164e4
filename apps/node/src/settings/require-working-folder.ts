import { invalidSetting } from './invalid-setting.ts';

/**
 * Checks that the folder in which the process was started still exists: without it threads and relative paths fail, each with an error of
 * Node.
 * @throws TOS_INVALID_CONFIG when the folder is gone
 */
export function requireWorkingFolder(): void {
  try {
    process.cwd();
  } catch {
    throw invalidSetting('working folder', 'the folder is gone; change into one that exists');
  }
}
