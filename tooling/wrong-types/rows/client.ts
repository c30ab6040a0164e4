import * as client from '../../../packages/client/src/index.ts';
import { integer, object, optional, text } from '../kinds.ts';
import type { Inner, Rows } from '../row.ts';

export const rows: Rows = {
  createClient: {
    args: [object({ url: text('http://127.0.0.1:8080'), timeoutMs: optional(integer(1, 2_147_483_647)) })],
    call: (options) => client.createClient(options),
  },
};

export const inner: Inner = {};
