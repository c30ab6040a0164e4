import type { ExactJson } from '@tos/protocol';
import type { VNode } from 'preact';
import { Fact, Facts } from '../parts/facts.tsx';
import { formatInteger, formatTos } from '../parts/format.ts';
import { ShortText } from '../parts/short-text.tsx';
import { textOfBytes, visibleText } from '../parts/visible-text.ts';
import { routeLink } from '../route/route.ts';
import { type Members, membersOf } from '../rpc/members.ts';
import { NATIVE_ASSET, words } from './payload-summary.ts';

/** Everything that a payload has: transfers as a table, every other type by its fields. */
export function PayloadFields({ data }: { readonly data: Members }): VNode {
  const { transfers } = data;
  if (Array.isArray(transfers)) return <Transfers transfers={transfers.map(membersOf)} />;
  const [[, payload] = ['', null]] = Object.entries(data);
  return <Fields json={payload ?? null} />;
}

function Transfers({ transfers }: { readonly transfers: readonly Members[] }): VNode {
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>To</th>
            <th class="number">Amount</th>
            <th>Extra data</th>
          </tr>
        </thead>
        <tbody>
          {transfers.map(({ destination, asset, amount, extra_data: extraData }, index) => (
            <tr key={index}>
              <td>
                <Value name="destination" json={destination ?? null} />
              </td>
              <td class="number">
                <Amount amount={amount} asset={asset} />
              </td>
              <td class="wrap">
                <Value name="extra_data" json={extraData ?? null} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Amount({
  amount,
  asset,
}: {
  readonly amount: ExactJson | undefined;
  readonly asset: ExactJson | undefined;
}): VNode {
  const value = typeof amount === 'bigint' ? amount : 0n;
  if (asset === NATIVE_ASSET || asset === undefined) return <>{formatTos(value)}</>;
  return (
    <>
      {formatInteger(value)} of <ShortText text={String(asset)} />
    </>
  );
}

function Fields({ json }: { readonly json: ExactJson }): VNode {
  const entries = Array.isArray(json)
    ? json.map((item, index): [string, ExactJson | undefined] => [`${index + 1}`, item])
    : Object.entries(membersOf(json));
  if (entries.length === 0) {
    return (
      <p class="plain">
        <Value name="" json={json} />
      </p>
    );
  }
  return (
    <Facts>
      {entries.map(([name, value = null]) => (
        <Fact name={words(name)} key={name}>
          {isNested(value) ? (
            <Fields json={value} />
          ) : name === 'amount' ? (
            <Amount amount={value} asset={membersOf(json)['asset']} />
          ) : (
            <Value name={name} json={value} />
          )}
        </Fact>
      ))}
    </Facts>
  );
}

function isNested(json: ExactJson): boolean {
  return typeof json === 'object' && json !== null && bytesOf(json) === null;
}

/** A value without members. Bytes are shown in hex, and extra data as text too where they are text. */
function Value({ name, json }: { readonly name: string; readonly json: ExactJson }): VNode {
  if (json === null) return <span class="faint">none</span>;
  if (typeof json === 'bigint') return <>{formatInteger(json)}</>;
  if (typeof json === 'string') return <Text name={name} text={json} />;
  const bytes = bytesOf(json);
  if (bytes === null) return <>{String(json)}</>;
  const text = name === 'extra_data' ? textOfBytes(bytes) : null;
  return (
    <span class="bytes">
      {text === null || text === '' ? null : <bdi class="foreign">{text}</bdi>}
      <ShortText text={Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')} />
    </span>
  );
}

function Text({ name, text }: { readonly name: string; readonly text: string }): VNode {
  if (name === 'destination') return <ShortText text={text} link={routeLink({ view: 'account', address: text })} />;
  if (/^[0-9a-f]{32,}$/.test(text)) return <ShortText text={text} />;
  return <bdi class="foreign">{visibleText(text)}</bdi>;
}

/** The bytes of a list of numbers from 0 to 255; null for any other JSON, and for an empty list. */
function bytesOf(json: ExactJson): Uint8Array | null {
  if (!Array.isArray(json) || json.length === 0) return null;
  return json.every((item) => typeof item === 'bigint' && item >= 0n && item <= 255n)
    ? Uint8Array.from(json, Number)
    : null;
}
