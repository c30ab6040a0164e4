import { type Client, createClient } from '@tos/client';

/** The node that serves the page. */
export const node: Client = createClient({ url: new URL('json_rpc', document.baseURI) });
