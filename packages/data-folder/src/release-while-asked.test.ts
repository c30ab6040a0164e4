import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { type FolderLock, lockFolder } from './folder-lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'tos-asked-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// What happens while the owner is asked, one step per question; afterwards the question gets its true answer.
const { steps } = vi.hoisted(() => ({ steps: [] as (() => Promise<void>)[] }));
vi.mock('./owner-socket.ts', async (original) => {
  const real = await original<typeof import('./owner-socket.ts')>();
  return {
    ...real,
    askOwner: async (base: string, token: string) => {
      await steps.shift()?.();
      return real.askOwner(base, token);
    },
  };
});

test.each([1, 2])(
  'an owner that releases the folder at question %i, to another one, does not make two owners',
  async (at) => {
    let owner: FolderLock = await lockFolder(folder);
    const pass = async (): Promise<void> => {
      owner.release();
      owner = await lockFolder(folder);
    };
    // From the first on: the second question comes only when the first answer was that the owner has ended.
    for (let question = 0; question < at; question++) steps.push(pass);
    await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'TOS_DATADIR_LOCKED' });
    expect(steps).toEqual([]);
    await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'TOS_DATADIR_LOCKED' });
    owner.release();
    (await lockFolder(folder)).release();
  },
);
