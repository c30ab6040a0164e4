import type { BlockProducer } from '../blocks/block-producer.ts';
import type { SwitchableExecutor } from '../execution/switchable-executor.ts';
import type { ChainSnapshots } from './chain-snapshots.ts';
import type { DevnetClock } from './devnet-clock.ts';
import type { Faucet } from './faucet.ts';
import type { TransferSender } from './transfer-sender.ts';

/** What can be read of a running node, and changed in it, beside its chain. Whoever changes something needs to be trusted. */
export interface NodeControls {
  /** When blocks are made. */
  readonly production: Pick<BlockProducer, 'blockTime' | 'isPaused' | 'mine' | 'pause' | 'resume' | 'setBlockTime'>;
  /** Where blocks are executed. */
  readonly execution: Pick<SwitchableExecutor, 'settings' | 'switchTo' | 'toggle' | 'metrics'>;
  readonly clock: Pick<DevnetClock, 'now' | 'offset' | 'forward'>;
  readonly faucet: Pick<Faucet, 'fund'>;
  readonly transfers: Pick<TransferSender, 'send'>;
  readonly snapshots: Pick<ChainSnapshots, 'all' | 'take' | 'revert'>;
}
