import { invalidSetting } from './invalid-setting.ts';

/**
 * Threads and relative paths need the folder that the process was started in; without that folder each of them fails with an error of Node.
 * @throws TOS_INVALID_CONFIG when it is gone
 */
export function requireWorkingFolder(): void {
  try {
    process.cwd();
  } catch {
    throw invalidSetting('working folder', 'it is gone; change into a folder that exists');
  }
}
