import { useEffect, useState } from 'preact/hooks';

/** `connecting` until the node has answered; `lost` while a node that has answered does not. */
export type ConnectionStatus = 'connecting' | 'open' | 'lost';

/** What the page knows of the connection to its node. */
export interface Connected {
  readonly status: ConnectionStatus;
  /** Why the node should get no calls, as it says itself; empty when it is ready, and while it does not answer. */
  readonly reasons: readonly string[];
}

const EVERY_MS = 2000;
/** Milliseconds in which a node that works answers. */
const TIMEOUT_MS = 10_000;

/** Asks the node every two seconds whether it is there, and ready. */
export function useConnection(): Connected {
  const [state, setState] = useState<Connected>({ status: 'connecting', reasons: [] });
  useEffect(() => {
    const end = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const ask = async (): Promise<void> => {
      const reasons = await readReasons(end.signal).catch(() => undefined);
      if (end.signal.aborted) return;
      setState((before) => after(before, reasons));
      timer = setTimeout(ask, EVERY_MS);
    };
    void ask();
    return () => {
      end.abort();
      clearTimeout(timer);
    };
  }, []);
  return state;
}

/** @param reasons undefined when there was no answer */
function after(before: Connected, reasons: readonly string[] | undefined): Connected {
  if (reasons === undefined) return before.status === 'connecting' ? before : { status: 'lost', reasons: [] };
  return { status: 'open', reasons };
}

async function readReasons(end: AbortSignal): Promise<readonly string[]> {
  const response = await fetch('health/ready', { signal: AbortSignal.any([end, AbortSignal.timeout(TIMEOUT_MS)]) });
  const { reasons }: { reasons?: unknown } = await response.json();
  return Array.isArray(reasons) ? reasons.map(String) : [];
}
