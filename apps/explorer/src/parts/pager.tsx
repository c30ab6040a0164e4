import type { VNode } from 'preact';

interface PagerProps {
  /** What is shown, such as `1 to 20 of 85`. */
  readonly shown: string;
  /** Absent where there is no such page. */
  readonly onNewer?: (() => void) | undefined;
  readonly onOlder?: (() => void) | undefined;
  readonly names: readonly [newer: string, older: string];
}

/** Buttons that lead from page to page. They stay in their places, so that they can be pressed again and again. */
export function Pager({ shown, onNewer, onOlder, names: [newer, older] }: PagerProps): VNode {
  return (
    <div class="pager">
      <span class="faint" role="status">
        {shown}
      </span>
      <button type="button" disabled={onNewer === undefined} onClick={onNewer}>
        ← {newer}
      </button>
      <button type="button" disabled={onOlder === undefined} onClick={onOlder}>
        {older} →
      </button>
    </div>
  );
}
