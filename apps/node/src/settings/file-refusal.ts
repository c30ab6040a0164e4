import { invalidSetting } from './invalid-setting.ts';

/** What the file system answers when a path is wrong. Whatever else fails (memory, open files, the disk itself) says nothing about it. */
const PATH_ERRORS: ReadonlySet<unknown> = new Set([
  'EACCES',
  'EBUSY',
  'EDQUOT',
  'EEXIST',
  'EINVAL',
  'EISDIR',
  'ELOOP',
  'ENAMETOOLONG',
  'ENODEV',
  'ENOENT',
  'ENOSPC',
  'ENOTDIR',
  'ENXIO',
  'EPERM',
  'EROFS',
]);

/** The error for a setting whose path the file system refuses; any other error as it is. */
export function fileRefusal(setting: string, error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && PATH_ERRORS.has(error.code))) return error;
  return invalidSetting(setting, error.message);
}
