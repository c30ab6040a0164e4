import type { VNode } from 'preact';
import { formatInteger } from '../parts/format.ts';
import { claimsText } from './bar-text.ts';
import type { BlockExecution, Claim, Span } from './block-execution.ts';
import { formatMicroseconds } from './format-microseconds.ts';
import { phaseTitles, threadName } from './picture-rows.ts';

/** Rows of the table: more would make the page slow, and nobody reads them. */
const MOST_ROWS = 200;

/** The picture as a table, for readers who do not see it, and for exact times. */
export function ExecutionTable({ execution }: { readonly execution: BlockExecution }): VNode {
  const { admission, claims, phases } = execution;
  const rows = [
    ...phases.map((phase) => ({ ...row(phase), who: 'Block', what: phaseTitles[phase.name] })),
    ...[...admission, ...claims].toSorted((a, b) => a.startUs - b.startUs).map(claimRow),
  ];
  return (
    <details class="lanes-table">
      <summary>The same times as a table</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no pointer scrolls with keys, and keys need the focus */}
      <section class="scroll" tabIndex={0} aria-label="Times of the block's execution">
        <table>
          <thead>
            <tr>
              <th>Where</th>
              <th class="number">From</th>
              <th class="number">To</th>
              <th class="number">Took</th>
              <th>What</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, MOST_ROWS).map(({ who, from, to, took, what }, index) => (
              <tr key={index}>
                <td>{who}</td>
                <td class="number">{from}</td>
                <td class="number">{to}</td>
                <td class="number">{took}</td>
                <td>{what}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {rows.length > MOST_ROWS ? (
        <p class="faint">{formatInteger(rows.length - MOST_ROWS)} more claims are not listed.</p>
      ) : null}
    </details>
  );
}

function claimRow(claim: Claim): ReturnType<typeof row> & { who: string; what: string } {
  return { ...row(claim), who: threadName(claim.thread), what: claimsText([claim]) };
}

function row({ startUs, endUs }: Span): { from: string; to: string; took: string } {
  return {
    from: formatMicroseconds(startUs),
    to: formatMicroseconds(endUs),
    took: formatMicroseconds(endUs - startUs),
  };
}
