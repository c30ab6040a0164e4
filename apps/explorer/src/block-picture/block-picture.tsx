import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type { BlockExecution } from './block-execution.ts';
import { ConflictLevels } from './conflict-levels.tsx';
import { executionSummary } from './execution-summary.ts';
import { ExecutionTable } from './execution-table.tsx';
import { HottestAccounts } from './hottest-accounts.tsx';
import { LanesChart } from './lanes-chart.tsx';
import { LanesLegend } from './lanes-legend.tsx';
import { markedText } from './marked-text.ts';
import { admissionRange, admissionRows, blockRange, blockRows } from './picture-rows.ts';

interface BlockPictureProps {
  readonly execution: BlockExecution;
  /** Place in the block of the transaction whose claim is marked. */
  readonly marked?: number | undefined;
}

/** A block as it was executed, and what a scheduler with locks would have made of it. */
export function BlockPicture({ execution, marked }: BlockPictureProps): VNode {
  const [headline, ...rest] = executionSummary(execution);
  const pictures = useMemo(
    () => ({
      before: { rows: admissionRows(execution), whole: admissionRange(execution) },
      block: { rows: blockRows(execution), whole: blockRange(execution) },
    }),
    [execution],
  );
  return (
    <>
      <section class="card">
        <h2>As it was executed</h2>
        <div class="picture">
          <p class="picture-headline">{headline}</p>
          {rest.map((sentence) => (
            <p key={sentence} class="picture-rest">
              {sentence}
            </p>
          ))}
          {marked === undefined ? null : <p class="picture-rest">{markedText(execution, marked)}</p>}
          {execution.transactions + execution.leftOut === 0 ? null : (
            <>
              <LanesLegend claims={execution.claims} admission={execution.admission} />
              <div class="picture-charts">
                {execution.admission.length === 0 ? null : (
                  <LanesChart
                    title="Before the block: when the transactions came"
                    {...pictures.before}
                    marked={marked}
                  />
                )}
                <LanesChart title="The block" {...pictures.block} marked={marked} />
              </div>
              <ExecutionTable execution={execution} />
            </>
          )}
        </div>
      </section>
      {execution.conflicts.levels.length === 0 ? null : (
        <section class="card">
          <h2>What locks would have serialised</h2>
          <div class="conflicts">
            <ConflictLevels conflicts={execution.conflicts} />
            <HottestAccounts conflicts={execution.conflicts} />
          </div>
        </section>
      )}
    </>
  );
}
