import { type SharedCrashTest, sharedCrashGroup } from './groups/crash.ts';
import { type ReaderTest, readerGroup } from './groups/readers.ts';
import { storeKind } from './kinds.ts';
import { type AtomicTest, atomicGroup } from './store-groups/atomic.ts';
import { type StoreBufferTest, storeBufferGroup } from './store-groups/buffers.ts';
import { type StoreLifecycleTest, storeLifecycleGroup } from './store-groups/lifecycle.ts';
import { type RangeTest, rangeGroup } from './store-groups/ranges.ts';
import { type RowTest, rowGroup } from './store-groups/rows.ts';
import { type ViewTest, viewGroup } from './store-groups/views.ts';
import { type DeclareSuite, declareGroups } from './suite.ts';

/** The names of all tests of an ordered store. */
export type OrderedStoreTestId =
  | RowTest
  | RangeTest
  | AtomicTest
  | ViewTest
  | StoreBufferTest
  | StoreLifecycleTest
  | ReaderTest
  | SharedCrashTest;

/**
 * Declares the tests of everything that an ordered store must do, with any runner. What the manifest does not claim counts as unsupported.
 * @param module URL of a JavaScript module that exports `createStore({ location, readOnly? })`
 */
export const orderedStoreSuite: DeclareSuite<OrderedStoreTestId> = (runner, module, options = {}) => {
  const groups = [
    rowGroup,
    rangeGroup,
    atomicGroup,
    viewGroup,
    storeBufferGroup,
    storeLifecycleGroup,
    readerGroup,
    sharedCrashGroup,
  ];
  declareGroups(runner, module, { kind: storeKind, groups }, options);
};
