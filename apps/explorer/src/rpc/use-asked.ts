import { stringifyExactJson } from '@tos/protocol';
import { useEffect, useState } from 'preact/hooks';

/** What asking has given so far. A result stays while it is asked for again, and when that fails. */
export interface Asked<T> {
  readonly result?: T;
  readonly error?: Error | undefined;
}

/**
 * Asks the node, and again whenever `again` changes.
 * @param what names the question: the result of another question is forgotten
 */
export function useAsked<T>(what: readonly unknown[], ask: () => Promise<T>, again: unknown = null): Asked<T> {
  const key = stringifyExactJson(what.map(String));
  const [state, setState] = useState<Asked<T> & { readonly key: string }>({ key });
  useEffect(() => {
    let isOver = false;
    ask().then(
      (result) => !isOver && setState({ key, result }),
      (error: Error) => !isOver && setState((before) => ({ ...(before.key === key ? before : {}), key, error })),
    );
    return () => {
      isOver = true;
    };
    // `ask` is made anew with each rendering; `key` stands for it.
  }, [key, again]);
  return state.key === key ? state : {};
}
