import type { VNode } from 'preact';

/** The page's sign: transactions in lanes. */
export function Mark(): VNode {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="var(--accent)" />
      <g fill="var(--on-accent)">
        <rect x="6" y="7" width="20" height="4" rx="2" />
        <rect x="6" y="14" width="12" height="4" rx="2" opacity=".75" />
        <rect x="20" y="14" width="6" height="4" rx="2" opacity=".5" />
        <rect x="6" y="21" width="16" height="4" rx="2" opacity=".75" />
      </g>
    </svg>
  );
}
