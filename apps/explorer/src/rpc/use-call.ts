import type { ExactJson } from '@tos/protocol';
import { useEffect, useState } from 'preact/hooks';
import { call } from './rpc.ts';

/** What a call has given so far. A result stays while later calls are under way, and when they fail. */
export interface CallState {
  readonly result?: ExactJson;
  readonly error?: Error | undefined;
}

/** The result of a method without params, asked for again every `everyMs`. */
export function useCall(method: string, everyMs: number): CallState {
  const [state, setState] = useState<CallState>({});
  useEffect(() => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<void> => {
      const next = await call(method).then(
        (result) => ({ result, error: undefined }),
        (error: Error) => ({ error }),
      );
      if (isOver) return;
      setState((before) => ({ ...before, ...next }));
      timer = setTimeout(ask, everyMs);
    };
    void ask();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [method, everyMs]);
  return state;
}
