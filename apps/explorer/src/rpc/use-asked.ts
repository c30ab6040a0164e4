import { stringifyExactJson } from '@tos/protocol';
import { useEffect, useRef, useState } from 'preact/hooks';
import { NewestQuestion } from './newest-question.ts';

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
  const question = useRef<NewestQuestion<T>>(undefined);
  useEffect(() => {
    const newest = new NewestQuestion<T>({
      answered: (result) => setState({ key, result }),
      failed: (error) => setState((before) => ({ ...(before.key === key ? before : {}), key, error })),
    });
    question.current = newest;
    return () => newest.end();
  }, [key]);
  // `ask` is made anew with each rendering; `key` stands for it.
  useEffect(() => question.current?.ask(ask), [key, again]);
  return state.key === key ? state : {};
}
