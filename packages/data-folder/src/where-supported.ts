import { hasCode } from './has-code.ts';

/** Does something that some file systems cannot, and goes on without it there. @throws what else they answer */
export function whereSupported(work: () => void, ...codes: readonly string[]): void {
  try {
    work();
  } catch (error) {
    if (!hasCode(error, 'EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', ...codes)) throw error;
  }
}
