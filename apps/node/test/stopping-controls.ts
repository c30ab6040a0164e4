import { TosError } from '@tos/protocol';
import type { NodeControls } from '../src/control/node-controls.ts';

const settings = { executor: 'auto', parallelThreshold: 4, testMode: false } as const;
const refused = async (): Promise<never> => {
  throw new TosError('TOS_INTERRUPTED', { what: 'nothing was done', reason: 'the node is stopping' });
};

/** Controls of a node that has the default settings, and is stopping. */
export const stoppingControls: NodeControls = {
  production: {
    blockTime: { mode: 'needed', ms: 1000 },
    isPaused: false,
    mine: refused,
    pause: () => undefined,
    resume: () => undefined,
    setBlockTime: () => undefined,
  },
  execution: { settings, switchTo: () => settings, toggle: () => settings, metrics: refused },
  clock: { now: () => 0, offset: 0, forward: () => 0 },
  faucet: { fund: refused },
  transfers: { send: refused },
  snapshots: { all: [], take: refused, revert: refused },
};
