// The people and programs for whom a name is exported that nothing in this repository imports.
const ofConflicts = 'programs that hold what detectConflicts takes and returns in variables';
const originals = 'readers of the original, whose word this is';
const payloads = 'programs that hold payloads of this type in variables';
const fastThreads = 'threads that check arguments without loading the whole package';
const oneGroup = 'authors of storages who run one group of tests';
const records = 'tools that read or write single records of a storage';
const coSigners = 'wallets of the participants of a multisig account';
const storageTests = 'the tests that a storage has beside the kit';
const ownStores = 'programs that put a store of their own under the engine';
const tools = 'tools that name a storage by its module: the kit, the benchmarks, the node';

/** Exported names without a user, by the entry that exports them, each with whom it is for. */
export const forWhom = {
  '@tos/chain': {
    readBlockWrites: 'indexers that follow what each block wrote',
  },
  '@tos/client': {
    ErrorData: 'programs that read the data of an error which a node answered, without this client',
    watchBlocks: 'programs that follow a chain and need no rollbacks named',
    watchTransactions: 'programs that follow the transactions of a chain',
  },
  '@tos/crypto': {
    generateKeyPair: 'wallets and tests that need a key for one run',
    runKnownAnswerTest: 'authors of verifiers, at the start of a process',
    verifyShieldProof: 'wallets that check one proof',
  },
  '@tos/executor': {
    AccessColumns: ofConflicts,
    ConflictGraph: ofConflicts,
    HotCell: ofConflicts,
    detectConflicts: originals,
    executeTransactionsParallel: originals,
    groupByConflicts: originals,
    shouldUseParallelExecution: originals,
    VerifierModule: 'authors of verifier modules in TypeScript',
  },
  '@tos/protocol/arguments': {
    assertBoolean: fastThreads,
    assertFunction: fastThreads,
    assertNetwork: fastThreads,
    assertText: fastThreads,
    assertU64: fastThreads,
    invalidArgument: fastThreads,
    isGone: fastThreads,
  },
  '@tos/protocol/errors': {
    isTosError: 'threads that match on codes without loading the whole package',
  },
  '@tos/runtime': {
    AccessMode: 'executors that find conflicts in the columns of an access set',
    defineShieldTransfersRule: 'tests of blocks that replace the arithmetic of encrypted balances',
  },
  '@tos/state': {
    UNO_ASSET: records,
    encodeAsset: records,
    shieldedRef: records,
  },
  '@tos/storage-level': { createLevelStore: ownStores },
  '@tos/storage-level/classic': { createStorage: tools, createStore: tools },
  '@tos/storage-lmdb': {
    createStorage: tools,
    createStore: tools,
  },
  '@tos/storage-sqlite': { createStorage: tools, createStore: tools },
  '@tos/storage-testkit': {
    blockAt: storageTests,
    collect: storageTests,
    hashOf: storageTests,
    historyOf: storageTests,
    ref: storageTests,
    unordered: storageTests,
    write: storageTests,
    RandomHistory: 'tests that compare storages after random histories',
    FaultyStore: 'tests of what an engine does when its store fails',
    MemoryDisk: 'tests of what an engine does when its store fails',
    blockSuite: oneGroup,
    bufferSuite: oneGroup,
    commitSuite: oneGroup,
    crashSuite: oneGroup,
    importSuite: oneGroup,
    iterationSuite: oneGroup,
    lifecycleSuite: oneGroup,
    modelSuite: oneGroup,
    pruneSuite: oneGroup,
    readerSuite: oneGroup,
    snapshotSuite: oneGroup,
    versionSuite: oneGroup,
  },
  '@tos/versioned-storage': { CreateStore: 'authors of stores in TypeScript' },
  '@tos/tasks': {
    AMOUNT_LIMIT: 'programs that check amounts before they declare them',
    COUNTER_LIMIT: 'programs that check counters before a run',
    CellAccess: 'programs that number their keys and fill in the columns of detectConflicts themselves',
    TaskModule: 'authors of worker modules in TypeScript',
  },
  '@tos/transaction': {
    BurnPayload: payloads,
    DelegatedAmount: payloads,
    MultisigPayload: payloads,
    RegisterNamePayload: payloads,
    ShieldTransfersPayload: payloads,
    TransfersPayload: payloads,
    UnoTransfersPayload: payloads,
    UnshieldTransfersPayload: payloads,
    coSign: coSigners,
    coSigningBytes: coSigners,
    withCoSignatures: coSigners,
    verifySignatures: 'programs that verify without an executor',
  },
};
