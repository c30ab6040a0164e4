import { stringifyExactJson } from '@tos/protocol';
import { z } from 'zod';
import { hashText, u64Number } from './result-values.ts';

// The events of docs/protocol.md §7.2, by who makes them.

/** Events of the order of blocks, in the order in which a block's events are sent. */
export const chainEventNames = [
  'block_orphaned',
  'transaction_orphaned',
  'new_block',
  'block_ordered',
  'transaction_executed',
  'deploy_contract',
  'stable_height_changed',
  'stable_topo_height_changed',
] as const;

export type ChainEventName = (typeof chainEventNames)[number];

/** Events of transactions that begin to wait, and that wait no more. The original has the first one only. */
export const mempoolEventNames = ['transaction_added_in_mempool', 'transaction_left_mempool'] as const;

export type MempoolEventName = (typeof mempoolEventNames)[number];

/** Events that never happen on this node, which has no peers, executes no contracts, and whose genesis names all assets. */
const silentEventNames = [
  'new_asset',
  'peer_connected',
  'peer_disconnected',
  'peer_state_updated',
  'peer_peer_list_updated',
  'peer_peer_disconnected',
] as const;

type SimpleEvent = ChainEventName | MempoolEventName | (typeof silentEventNames)[number];

const simpleEvents: readonly SimpleEvent[] = [...chainEventNames, ...mempoolEventNames, ...silentEventNames];

/** Events about one contract or address. They never happen either: nothing executes contracts here. */
type ContractEvent =
  | { readonly invoke_contract: { readonly contract: string } }
  | { readonly contract_transfer: { readonly address: string } }
  | { readonly contract_event: { readonly contract: string; readonly id: bigint } }
  | { readonly scheduled_execution_executed: { readonly contract: string } };

const contractEvent: z.ZodType<ContractEvent> = z.union([
  z.strictObject({ invoke_contract: z.strictObject({ contract: hashText }) }),
  z.strictObject({ contract_transfer: z.strictObject({ address: z.string().max(128) }) }),
  z.strictObject({ contract_event: z.strictObject({ contract: hashText, id: u64Number }) }),
  z.strictObject({ scheduled_execution_executed: z.strictObject({ contract: hashText }) }),
]);

/** An event as `notify` names it. */
export type NotifyEvent = SimpleEvent | ContractEvent;

/** What to use instead of the events of the original that this node does not have. */
const insteadOf: ReadonlyMap<string, string> = new Map([
  ['new_block_template', 'a template is for one miner: call get_block_template at every new_block'],
  ['watch_address_payments', 'the original has dropped it: call get_account_history at every new_block'],
  ['transaction_sc_result', 'no daemon has it; transaction_executed names every executed transaction'],
]);

/** The param `notify`. */
export const notifyParam: z.ZodType<NotifyEvent> = z.union([z.enum(simpleEvents), contractEvent], {
  error: ({ input }) => {
    const name = nameOf(input);
    const instead = insteadOf.get(name);
    if (instead !== undefined) return `this node has no event ${name}: ${instead}`;
    return `not an event: ${name}; rpc.discover lists the events`;
  },
});

/** Equal texts are equal events. */
export function eventKey(event: NotifyEvent): string {
  return typeof event === 'string' ? event : stringifyExactJson(event);
}

export function isChainEvent(event: NotifyEvent): event is ChainEventName {
  return chainEventNames.some((name) => name === event);
}

export function isMempoolEvent(event: NotifyEvent): event is MempoolEventName {
  return mempoolEventNames.some((name) => name === event);
}

function nameOf(input: unknown): string {
  if (typeof input === 'object' && input !== null) return Object.keys(input)[0] ?? 'an empty object';
  return typeof input === 'string' ? input : typeof input;
}
