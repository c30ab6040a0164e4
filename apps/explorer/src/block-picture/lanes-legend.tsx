import type { VNode } from 'preact';
import type { BlockExecution, Claim } from './block-execution.ts';

const names: { readonly [K in Claim['kind']]: string } = {
  signatures: 'Signatures of owners',
  evidence: 'Co-signatures and proofs',
};

/** What the colours in the lanes mean; the other rows have their meaning beside them. */
export function LanesLegend({ claims, admission }: Pick<BlockExecution, 'claims' | 'admission'>): VNode | null {
  const kinds = new Set([...admission, ...claims].map(({ kind }) => kind));
  if (kinds.size === 0) return null;
  return (
    <ul class="lanes-legend" aria-label="Colours of the lanes">
      {(['signatures', 'evidence'] as const).map((kind) =>
        kinds.has(kind) ? (
          <li key={kind}>
            <svg width="14" height="14" aria-hidden="true">
              <rect class={`tone-${kind}`} width="14" height="14" rx="3" />
            </svg>
            {names[kind]}
          </li>
        ) : null,
      )}
    </ul>
  );
}
