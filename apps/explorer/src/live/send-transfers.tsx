import { isTosError } from '@tos/protocol';
import type { TargetedSubmitEvent, VNode } from 'preact';
import { useState } from 'preact/hooks';
import { formatInteger } from '../parts/format.ts';
import { node } from '../rpc/node.ts';
import { useAsked } from '../rpc/use-asked.ts';

/** Transfers that the button sends: a block that is worth a picture, and that one core signs in a second. */
const COUNT = 500;

const patterns = [
  { pattern: 'random', name: 'anybody to anybody' },
  { pattern: 'disjoint', name: 'without conflicts' },
  { pattern: 'hot', name: 'all to one account' },
] as const;

/** The button that puts a devnet to work. Other networks have none. */
export function SendTransfers(): VNode | null {
  const { result: info } = useAsked(['network'], () => node.call('get_info'));
  const [pattern, setPattern] = useState<(typeof patterns)[number]['pattern']>('random');
  const [isBusy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState('');
  if (info?.network !== 'Dev') return null;

  const send = async (event: TargetedSubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setOutcome('Signing and sending …');
    try {
      const {
        accepted,
        refused,
        first_refusal: first,
      } = await node.call('dev_send_transfers', {
        count: COUNT,
        pattern,
      });
      setOutcome(
        refused === 0n
          ? `${formatInteger(accepted)} transfers were sent`
          : `${formatInteger(accepted)} were sent, ${formatInteger(refused)} refused: ${first}`,
      );
    } catch (error) {
      setOutcome(isTosError(error) ? error.message : 'The node does not answer');
    } finally {
      setBusy(false);
    }
  };

  return (
    <form class="send" onSubmit={send}>
      <button type="submit" class="main" disabled={isBusy}>
        Send {COUNT} transfers
      </button>
      <label>
        <span class="unseen">Who sends to whom</span>
        <select
          value={pattern}
          onChange={({ currentTarget }) =>
            setPattern(patterns.find((known) => known.pattern === currentTarget.value)?.pattern ?? 'random')
          }
        >
          {patterns.map((known) => (
            <option value={known.pattern} key={known.pattern}>
              {known.name}
            </option>
          ))}
        </select>
      </label>
      <span class="faint" role="status">
        {outcome}
      </span>
    </form>
  );
}
