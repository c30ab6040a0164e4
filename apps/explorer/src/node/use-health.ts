import { useEffect, useState } from 'preact/hooks';

/** Whether the node should get calls, as it says itself; undefined until it has answered, and while it does not answer. */
export type Health = { readonly isReady: boolean; readonly reasons: readonly string[] } | undefined;

/** What `GET /health/ready` answers, asked every `everyMs`. */
export function useHealth(everyMs: number): Health {
  const [health, setHealth] = useState<Health>();
  useEffect(() => {
    let isOver = false;
    const ask = async (): Promise<void> => {
      const next = await readHealth().catch(() => undefined);
      if (!isOver) setHealth(next);
    };
    void ask();
    const timer = setInterval(ask, everyMs);
    return () => {
      isOver = true;
      clearInterval(timer);
    };
  }, [everyMs]);
  return health;
}

async function readHealth(): Promise<Health> {
  const response = await fetch('health/ready');
  const { reasons = [] }: { reasons?: unknown } = await response.json();
  return { isReady: response.ok, reasons: Array.isArray(reasons) ? reasons.map(String) : [] };
}
