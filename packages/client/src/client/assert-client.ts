import { assertObject } from '@tos/protocol';
import type { Client } from './client.ts';

/** @throws TOS_INVALID_ARGUMENT for what `createClient` has not made */
export function assertClient(client: Client): void {
  assertObject(client, 'client', ['call', 'batch']);
}
