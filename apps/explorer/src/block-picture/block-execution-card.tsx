import { isTosError } from '@tos/protocol';
import type { VNode } from 'preact';
import { AskedContent } from '../parts/asked-content.tsx';
import { Notice } from '../parts/notice.tsx';
import { BlockPicture } from './block-picture.tsx';
import { useBlockExecution } from './use-block-execution.ts';

interface BlockExecutionCardProps {
  readonly hash: string;
  /** Place in the block of the transaction that is marked. */
  readonly marked: number | undefined;
  /** Changes when the answer may be another one. */
  readonly again: unknown;
}

/** How a block was executed, as far as the node remembers it. */
export function BlockExecutionCard({ hash, marked, again }: BlockExecutionCardProps): VNode {
  const asked = useBlockExecution(hash, again);
  const { result, error } = asked;
  if (result !== undefined) return <BlockPicture execution={result} marked={marked} key={hash} />;
  return (
    <section class="card">
      <h2>As it was executed</h2>
      {isTosError(error, 'TOS_CALL_REFUSED') && error.details.reason === 'TOS_NOT_KEPT' ? (
        <Notice title="The node does not remember how it executed this block">
          <p>
            It remembers its newest blocks, for as long as it runs. <a href="#/">See the newest blocks</a>
          </p>
        </Notice>
      ) : (
        <AskedContent asked={asked} what="the execution of the block">
          {() => null}
        </AskedContent>
      )}
    </section>
  );
}
