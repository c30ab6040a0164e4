import type { TargetedSubmitEvent, VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { node } from '../rpc/node.ts';
import { findPlace } from './find-place.ts';

/** The field that leads to blocks, transactions and accounts. The key `/` leads to the field. */
export function SearchBox(): VNode {
  const field = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState('');
  const [isBusy, setBusy] = useState(false);

  useEffect(() => {
    const follow = (event: KeyboardEvent): void => {
      const isTyping = event.target instanceof Element && event.target.closest('input, textarea, select') !== null;
      if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      field.current?.focus();
    };
    addEventListener('keydown', follow);
    return () => removeEventListener('keydown', follow);
  }, []);

  const search = async (event: TargetedSubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const text = field.current?.value ?? '';
    if (text.trim() === '') return;
    setBusy(true);
    try {
      const found = await findPlace(text, node);
      if ('problem' in found) return setProblem(found.problem);
      setProblem('');
      if (field.current !== null) field.current.value = '';
      location.hash = found.link;
    } catch {
      setProblem('The node does not answer; search again when the page is connected.');
    } finally {
      setBusy(false);
    }
  };

  return (
    <search class="search">
      <form onSubmit={search}>
        <input
          ref={field}
          type="search"
          aria-label="Search"
          placeholder="Block, transaction, address or name"
          aria-keyshortcuts="/"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          aria-busy={isBusy}
          aria-describedby="search-problem"
          onInput={() => setProblem('')}
        />
        <span class="key" aria-hidden="true">
          /
        </span>
        <p id="search-problem" role="alert">
          {problem}
        </p>
      </form>
    </search>
  );
}
