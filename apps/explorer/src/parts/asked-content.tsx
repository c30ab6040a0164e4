import type { ComponentChildren, VNode } from 'preact';
import { RpcFailure } from '../rpc/rpc.ts';
import type { Asked } from '../rpc/use-asked.ts';
import { Notice } from './notice.tsx';

interface AskedContentProps<T> {
  readonly asked: Asked<T>;
  /** What is asked for, such as `the block`. */
  readonly what: string;
  readonly children: (result: T) => ComponentChildren;
}

/** The content that a result makes; until it is there, and when it cannot be had, a notice. */
export function AskedContent<T>({ asked: { result, error }, what, children }: AskedContentProps<T>): VNode {
  if (result !== undefined) return <>{children(result)}</>;
  if (error === undefined) return <Notice title={`Asking for ${what} …`} />;
  if (!(error instanceof RpcFailure)) {
    return (
      <Notice title="The node does not answer" isBad>
        <p>The page asks again as soon as it is connected.</p>
      </Notice>
    );
  }
  const { remedy } = error.data;
  return (
    <Notice title={`The node has no answer about ${what}`}>
      <p>{error.message}</p>
      {typeof remedy === 'string' ? <p>{remedy}</p> : null}
    </Notice>
  );
}
