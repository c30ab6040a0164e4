/** Why a vector is not run: always what it asks for, never which one it is. */
export const notRunRules = {
  'not-runnable': 'marked `runnable: false`, and of a kind without counterpart here (peer-to-peer)',
  'after-accepted-block':
    'chain: a block was accepted, and balances, nonces or transactions are at stake (quirk of the harness)',
  'block-dag': 'chain: forks and merges wait for BlockDAG order',
} as const;

export type NotRunRule = keyof typeof notRunRules;
