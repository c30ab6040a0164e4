import { isTosError } from '@tos/protocol';
import type { ComponentChildren, VNode } from 'preact';
import type { Asked } from '../rpc/use-asked.ts';
import { Notice } from './notice.tsx';

interface AskedContentProps<T> {
  readonly asked: Asked<T>;
  /** What is asked for, such as `the block`. */
  readonly what: string;
  /** The title of a view that is all content, until its content brings a title. */
  readonly title?: string;
  readonly children: (result: T) => ComponentChildren;
}

/** The content that a result makes; until it is there, and when it cannot be had, a notice. */
export function AskedContent<T>({ asked: { result, error }, what, title, children }: AskedContentProps<T>): VNode {
  if (result !== undefined) return <>{children(result)}</>;
  if (title === undefined) return <Absence error={error} what={what} />;
  return (
    <>
      <div class="title">
        <h1>{title}</h1>
      </div>
      <div class="card">
        <Absence error={error} what={what} />
      </div>
    </>
  );
}

function Absence({ error, what }: { readonly error: Error | undefined; readonly what: string }): VNode {
  if (error === undefined) return <Notice title={`Asking for ${what} …`} />;
  if (!isTosError(error, 'TOS_CALL_REFUSED')) {
    return (
      <Notice title="The node does not answer" isBad>
        <p>The page asks again as soon as it is connected.</p>
      </Notice>
    );
  }
  return (
    <Notice title={`The node has no answer about ${what}`}>
      <p>{error.message}</p>
    </Notice>
  );
}
