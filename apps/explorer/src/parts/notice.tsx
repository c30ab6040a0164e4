import type { ComponentChildren, VNode } from 'preact';

interface NoticeProps {
  readonly title: string;
  readonly isBad?: boolean;
  readonly children?: ComponentChildren;
}

/** What stands in the place of content that is empty, on its way, or not to be had. */
export function Notice({ title, isBad = false, children }: NoticeProps): VNode {
  return (
    <div class={isBad ? 'notice bad' : 'notice'} role={isBad ? 'alert' : 'status'}>
      <strong>{title}</strong>
      {children}
    </div>
  );
}
