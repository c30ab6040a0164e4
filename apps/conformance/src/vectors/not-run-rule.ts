/** The reasons for which a vector is not run. They depend on what the vector asks for, never on its name. */
export const notRunRules = {
  'not-runnable': 'marked `runnable: false`, and of a kind without counterpart here (peer-to-peer)',
  'after-accepted-block':
    'chain: a block was accepted, and balances, nonces or transactions are at stake (quirk of the harness)',
  'block-dag': 'chain: forks and merges wait for BlockDAG order',
} as const;

export type NotRunRule = keyof typeof notRunRules;
