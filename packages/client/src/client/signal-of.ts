import { assertObject } from '@tos/protocol';

/** The signal of the options of a call, undefined where there is none. @throws TOS_INVALID_ARGUMENT for what is no AbortSignal */
export function signalOf(options: { readonly signal?: AbortSignal }): AbortSignal | undefined {
  assertObject(options, 'options');
  const { signal } = options;
  if (signal !== undefined) assertObject(signal, 'signal', ['throwIfAborted', 'addEventListener']);
  return signal;
}
