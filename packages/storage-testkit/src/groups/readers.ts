import { assertEqual } from '../assert-equal.ts';
import type { Numbered, Subject } from '../kind.ts';
import type { KitTest } from '../kit-test.ts';
import { type RemoteReader, startProcess, startThread } from '../remote-reader.ts';
import type { Group } from '../suite.ts';

export type ReaderTest =
  | 'readers/another thread sees each change once it resolved'
  | 'readers/another thread keeps what it holds while the writer goes on'
  | 'readers/a thread that is terminated harms nobody'
  | 'readers/another process sees each change once it resolved';

const ROUNDS = 150;

export const readerGroup: Group<ReaderTest, Subject> = {
  name: 'readers',
  tests: {
    async 'readers/another thread sees each change once it resolved'(kit) {
      const { numbered, location, concurrentReaders } = await openWriter(kit);
      if (concurrentReaders === 'none') return 'unsupported';
      await followChanges(numbered, await startThread(kit, location));
      return undefined;
    },

    async 'readers/another thread keeps what it holds while the writer goes on'(kit) {
      const { numbered, location, concurrentReaders } = await openWriter(kit);
      if (concurrentReaders === 'none' || !numbered.holds) return 'unsupported';
      await numbered.change(0);
      const reader = await startThread(kit, location);
      assertEqual(await reader.ask('hold'), [0, 0]);
      for (let n = 1; n <= 20; n++) {
        await numbered.change(n);
        if (numbered.prunes && n % 5 === 0) await numbered.prune(n - 1);
        assertEqual(await reader.ask('read held'), [0, 0], `after change ${n}`);
        assertEqual(await reader.ask('read'), [n, n]);
      }
      await reader.close();
      return undefined;
    },

    async 'readers/a thread that is terminated harms nobody'(kit) {
      const { numbered, location, concurrentReaders } = await openWriter(kit);
      if (concurrentReaders === 'none') return 'unsupported';
      await numbered.change(0);
      const witness = await startThread(kit, location);
      for (let n = 1; n <= 6; n++) {
        const reader = await startThread(kit, location);
        const answer = reader.ask(numbered.holds ? 'hold' : 'read').catch(() => undefined);
        if (n % 2 === 0) await answer;
        await reader.terminate();
        await numbered.change(n);
        assertEqual(await witness.ask('read'), [n, n]);
      }
      await witness.close();
      return undefined;
    },

    async 'readers/another process sees each change once it resolved'(kit) {
      const { numbered, location, concurrentReaders } = await openWriter(kit);
      if (concurrentReaders !== 'processes') return 'unsupported';
      await followChanges(numbered, await startProcess(kit, location));
      return undefined;
    },
  },
};

interface Writer {
  readonly numbered: Numbered;
  readonly location: string;
  readonly concurrentReaders: Subject['manifest']['concurrentReaders'];
}

async function openWriter(kit: KitTest<Subject>): Promise<Writer> {
  const location = kit.location();
  const subject = await kit.open(location);
  return { numbered: kit.kind.numbered(subject), location, concurrentReaders: subject.manifest.concurrentReaders };
}

async function followChanges(numbered: Numbered, reader: RemoteReader): Promise<void> {
  // What the writer itself holds all the time must not delay the reader.
  const readHeld = numbered.holds ? await numbered.hold() : null;
  for (let n = 0; n < ROUNDS; n++) {
    await numbered.change(n);
    assertEqual(await reader.ask('read'), [n, n], `round ${n}`);
  }
  if (readHeld) assertEqual(await readHeld(), [-1, -1]);
  await reader.close();
  await numbered.close();
}
