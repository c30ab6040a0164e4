import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { shortened } from './shortened.ts';

/** Milliseconds for which the button shows that it has copied. */
const SHOWN_MS = 1500;

/** A hash or an address, shortened in the middle: the whole is its title, and is what the button copies. */
export function ShortText({ text, link }: { readonly text: string; readonly link?: string }): VNode {
  const shown = shortened(text);
  return (
    <span class="short">
      {link === undefined ? (
        <span title={text}>{shown}</span>
      ) : (
        <a href={link} title={text}>
          {shown}
        </a>
      )}
      <CopyButton text={text} />
    </span>
  );
}

function CopyButton({ text }: { readonly text: string }): VNode {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = async (): Promise<void> => {
    await copyText(text);
    setCopied(true);
  };
  const label = isCopied ? 'Copied' : `Copy ${shortened(text)}`;
  return (
    <button type="button" class="copy" aria-label={label} title={label} onClick={copy}>
      <svg viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.5" aria-hidden="true">
        {isCopied ? (
          <path d="m3 8.5 3.5 3.5L13 5" />
        ) : (
          <>
            <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
            <path d="M10.5 2.5H4A1.5 1.5 0 0 0 2.5 4v6.5" />
          </>
        )}
      </svg>
    </button>
  );
}

/** The clipboard is there on HTTPS and on this machine only; elsewhere the browser copies a selection. */
async function copyText(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) return navigator.clipboard.writeText(text);
  const field = document.createElement('textarea');
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
}
