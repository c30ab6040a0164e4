import { stringifyExactJson } from '@tos/protocol';
import type { RpcId } from '../method/rpc-id.ts';
import type { NotifyEvent } from '../schemas/notify-event.ts';

/** Makes the frames of one event for one subscription. Source of the form: docs/protocol.md §7.2. */
export type EventFrame = (members: string) => string;

/** @returns a function from the members of a result, as JSON text without the braces, to the text of the frame */
export function eventFrame(event: NotifyEvent, id: RpcId): EventFrame {
  const head = `{"jsonrpc":"2.0","id":${stringifyExactJson(id)},"result":{"event":${stringifyExactJson(event)},`;
  return (members) => `${head}${members}}}`;
}
