import { formatTos } from '../parts/format.ts';
import { shortened } from '../parts/shortened.ts';
import { membersOf } from '../rpc/members.ts';
import { words } from '../transaction/payload-summary.ts';
import type { HistoryEntry } from './read-history-page.ts';

/** An event in words. */
export interface EventText {
  readonly text: string;
  /** The other account, whose address follows the text. */
  readonly account?: string;
  /** Whether the block itself did it, and no transaction. */
  readonly isOfBlock: boolean;
}

const places = ['topoheight', 'hash', 'block_timestamp'];

export function describeEvent(entry: HistoryEntry): EventText {
  const [[kind, value] = ['', null]] = Object.entries(entry).filter(([name]) => !places.includes(name));
  const { reward, amount, to, from, contract, duration, participants, threshold } = membersOf(value);
  const tos = (given: unknown): string => formatTos(typeof given === 'bigint' ? given : 0n);
  const isOfBlock = kind === 'mining' || kind === 'dev_fee';
  switch (kind) {
    case 'mining':
      return { text: `Mined the block: ${tos(reward)}`, isOfBlock };
    case 'dev_fee':
      return { text: `Got the developers' share: ${tos(reward)}`, isOfBlock };
    case 'burn':
      return { text: `Burned ${tos(amount)}`, isOfBlock };
    case 'outgoing':
      return { text: 'Sent to', account: String(to), isOfBlock };
    case 'incoming':
      return { text: 'Received from', account: String(from), isOfBlock };
    case 'multi_sig': {
      const count = Array.isArray(participants) ? participants.length : 0;
      return { text: count === 0 ? 'Removed its multisig' : `Set its multisig: ${threshold} of ${count}`, isOfBlock };
    }
    case 'invoke_contract':
      return { text: `Called the contract ${shortened(String(contract))}`, isOfBlock };
    case 'freeze_tos':
      return { text: `Froze ${tos(amount)} for ${words(String(duration))}`, isOfBlock };
    case 'unfreeze_tos':
      return { text: `Unfroze ${tos(amount)}`, isOfBlock };
    default:
      return { text: words(kind), isOfBlock };
  }
}
