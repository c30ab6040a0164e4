import type { Storage } from '@tos/state';
import { type BlockTest, blockGroup } from './groups/blocks.ts';
import { type BufferTest, bufferGroup } from './groups/buffers.ts';
import { type CommitTest, commitGroup } from './groups/commits.ts';
import { type CrashTest, crashGroup } from './groups/crash.ts';
import { type ImportTest, importGroup } from './groups/importing.ts';
import { type IterationTest, iterationGroup } from './groups/iteration.ts';
import { type LifecycleTest, lifecycleGroup } from './groups/lifecycle.ts';
import { type ModelTest, modelGroup } from './groups/model.ts';
import { type PruneTest, pruneGroup } from './groups/pruning.ts';
import { type ReaderTest, readerGroup } from './groups/readers.ts';
import { type SnapshotTest, snapshotGroup } from './groups/snapshots.ts';
import { type VersionTest, versionGroup } from './groups/versions.ts';
import { storageKind } from './kinds.ts';
import { type DeclareSuite, declareGroups, type Group } from './suite.ts';

/** The names of all tests of the kit. */
export type StorageTestId =
  | VersionTest
  | IterationTest
  | BufferTest
  | BlockTest
  | CommitTest
  | SnapshotTest
  | PruneTest
  | ImportTest
  | LifecycleTest
  | ModelTest
  | ReaderTest
  | CrashTest;

function suiteOf<Id extends string>(...groups: Group<string, Storage>[]): DeclareSuite<Id> {
  return (runner, module, options = {}) => declareGroups(runner, module, { kind: storageKind, groups }, options);
}

export const versionSuite: DeclareSuite<VersionTest> = suiteOf(versionGroup);
export const iterationSuite: DeclareSuite<IterationTest> = suiteOf(iterationGroup);
export const bufferSuite: DeclareSuite<BufferTest> = suiteOf(bufferGroup);
export const blockSuite: DeclareSuite<BlockTest> = suiteOf(blockGroup);
export const commitSuite: DeclareSuite<CommitTest> = suiteOf(commitGroup);
export const snapshotSuite: DeclareSuite<SnapshotTest> = suiteOf(snapshotGroup);
export const pruneSuite: DeclareSuite<PruneTest> = suiteOf(pruneGroup);
export const importSuite: DeclareSuite<ImportTest> = suiteOf(importGroup);
export const lifecycleSuite: DeclareSuite<LifecycleTest> = suiteOf(lifecycleGroup);
export const modelSuite: DeclareSuite<ModelTest> = suiteOf(modelGroup);
export const readerSuite: DeclareSuite<ReaderTest> = suiteOf(readerGroup);
export const crashSuite: DeclareSuite<CrashTest> = suiteOf(crashGroup);

/**
 * Declares the tests of everything that a storage must do, with any runner. The tests cover each feature that the manifest claims; each other
 * feature must be refused with TOS_NOT_SUPPORTED, and counts as unsupported.
 * @param module URL of a JavaScript module that exports `createStorage({ location, readOnly? })`
 */
export const storageSuite: DeclareSuite<StorageTestId> = suiteOf<StorageTestId>(
  versionGroup,
  iterationGroup,
  bufferGroup,
  blockGroup,
  commitGroup,
  snapshotGroup,
  pruneGroup,
  importGroup,
  lifecycleGroup,
  modelGroup,
  readerGroup,
  crashGroup,
);
