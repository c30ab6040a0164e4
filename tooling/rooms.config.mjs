// A room imports only rooms on lower floors, and only through a package's entries. ARCHITECTURE.md draws these floors.
const floors = [
  ['packages/protocol'],
  ['packages/crypto', 'packages/data-folder', 'packages/tasks'],
  ['packages/state', 'packages/transaction'],
  ['packages/runtime', 'packages/versioned-storage', 'packages/client'],
  ['packages/executor', 'packages/storage-testkit'],
  ['packages/chain', 'packages/storage-lmdb', 'packages/storage-sqlite', 'packages/storage-level'],
  ['apps/explorer'],
  ['apps/node', 'apps/conformance', 'examples/parallel-evm', 'examples/order-book'],
];

const below = floors.flatMap((rooms, floor) =>
  rooms.map((room) => ({
    name: `${room.split('/')[1]}-imports-only-lower-floors`,
    severity: 'error',
    comment: 'A package imports only packages on a lower floor (ARCHITECTURE.md).',
    from: { path: `^${room}/src`, pathNot: '\\.test\\.ts$' },
    to: {
      path: '^(packages|apps|examples)/',
      pathNot: [room, ...floors.slice(0, floor).flat()].map((allowed) => `^${allowed}/`),
    },
  })),
);

/** The rooms within @tos/chain, each of which may import those before it (packages/chain/README.md). */
const chainRooms = ['block', 'genesis', 'supply', 'history', 'chain', 'mempool', 'verify', 'state-file'];

const withinChain = chainRooms.map((room, i) => ({
  name: `chain-${room}-imports-only-rooms-before`,
  severity: 'error',
  comment: 'A room of @tos/chain imports only rooms before it (packages/chain/README.md).',
  from: { path: `^packages/chain/src/${room}/`, pathNot: '\\.test\\.ts$' },
  to: { path: `^packages/chain/src/(${chainRooms.slice(i + 1).join('|') || '-'})/` },
}));

export default {
  forbidden: [
    ...below,
    ...withinChain,
    ...[
      ['^apps/node/src/[^/]+/', '^apps/node/src/[^/]+$'],
      ['^apps/node/src/([^/]+)/[^/]+/', '^apps/node/src/$1/[^/]+$'],
    ].map(([from, to]) => ({
      name: 'node-imports-nothing-above',
      severity: 'error',
      comment: 'In apps/node a file in a folder imports no file of a folder above it (apps/node/README.md).',
      from: { path: from, pathNot: '\\.test\\.ts$' },
      to: { path: to },
    })),
    {
      name: 'front-door-only',
      severity: 'error',
      comment: 'Another package is entered through its index, never through a file inside.',
      from: { path: '^(packages|apps|examples)/([^/]+)/' },
      to: {
        path: '^(packages|apps|examples)/([^/]+)/(src|dist)/',
        pathNot: ['^$1/$2/', '/(src|dist)/index\\.(ts|js|d\\.ts)$', '/(src|dist)/[a-z-]+/index\\.(ts|js|d\\.ts)$'],
      },
    },
    {
      name: 'no-circles',
      severity: 'error',
      comment: 'A circle of imports, of types too, means that two files are one concept, or that a third is missing.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'tests-stay-out-of-sources',
      severity: 'error',
      from: { path: '/src/', pathNot: '\\.test\\.ts$' },
      to: { path: '(/test/|\\.test\\.ts$)' },
    },
    {
      name: 'declared-dependencies-only',
      severity: 'error',
      comment:
        'What ships depends on what its package.json names, or asks its users to bring (a peer). What the page imports goes into its files.',
      from: { path: '/src/', pathNot: ['\\.test\\.ts$', '^apps/explorer/'] },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'unknown'], dependencyTypesNot: ['npm', 'npm-peer'] },
    },
    { name: 'everything-resolves', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    combinedDependencies: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/|\\.d\\.mts$' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@tos/source', 'import', 'node', 'default'],
    },
    tsConfig: { fileName: 'tsconfig.test.json' },
  },
};
