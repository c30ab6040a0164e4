import { TosError } from '@tos/protocol';

/** Where a body goes, how long its answer may take, and what ends the wait. */
export interface Destination {
  readonly url: URL;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Sends a body to a node, and returns the text of its answer.
 * @param mayRepeat whether to send it once more when its connection ends without an answer. Node keeps connections, and learns by the next request
 * that a node which has restarted meanwhile knows nothing of them.
 * @throws TOS_NODE_UNREACHABLE when no answer came, and the reason of an aborted signal
 */
export async function post(
  body: string,
  { url, timeoutMs, signal }: Destination,
  mayRepeat: boolean,
): Promise<{ readonly text: string; readonly status: number }> {
  signal?.throwIfAborted();
  const timeout = AbortSignal.timeout(timeoutMs);
  for (let isLast = !mayRepeat; ; isLast = true) {
    try {
      const response = await fetch(url, {
        method: 'POST',
        body,
        // A page elsewhere on this machine may send this type after the node has answered whether it may.
        headers: { 'content-type': 'application/json' },
        signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      });
      return { text: await response.text(), status: response.status };
    } catch (cause) {
      signal?.throwIfAborted();
      if (!isLast && !timeout.aborted) continue;
      const reason = timeout.aborted ? `it has not answered within ${timeoutMs} ms` : reasonOf(cause);
      throw new TosError('TOS_NODE_UNREACHABLE', { url: url.href, reason }, undefined, { cause });
    }
  }
}

/** fetch of Node says `fetch failed`, and has the reason in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  // The error of an address with several IP addresses has no message.
  return cause.message || ('code' in cause ? String(cause.code) : error.message);
}
