import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesToHex, createKeyPair, decodeAddress, hexToBytes, type KeyPair } from '@tos/crypto';
import { networks } from '@tos/protocol';
import { buildTransaction, encodeTransaction, transactionHash, type UnsignedTransaction } from '@tos/transaction';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { NodeProcess } from '../../node/test/node-process.ts';
import { findBrowser, NO_BROWSER, openBrowser } from './open-browser.ts';

// The page as a person uses it, in front of a real devnet. Nothing waits for a time: a step waits for what the page shows.

const executable = findBrowser();
if (executable === undefined) process.stdout.write(`${NO_BROWSER}\n`);

/** Milliseconds in which the page shows what a step waits for, on a machine that does other work too. */
const PATIENCE_MS = 300_000;
/** Would change the title, were it HTML; the character in it turns the direction of text around. */
const HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=1</script>\u202etxt.exe';
const HOSTILE_SHOWN = HOSTILE.replace('\u202e', '\\u{202e}');

const info = z.object({ topoheight: z.bigint(), top_block_hash: z.string() });

describe.skipIf(executable === undefined)('the page in a browser', () => {
  let folder: string;
  let node: NodeProcess;
  let accounts: { readonly address: string; readonly keyPair: KeyPair }[];
  let browser: Browser;
  let page: Page;
  /** What the browser complained about. */
  let complaints: string[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tos-page-'));
    const ready = join(folder, 'ready.json');
    node = NodeProcess.dev(join(folder, 'chain'), '--block-time', '300ms', '--ready-file', ready);
    await node.url();
    const { accounts: listed } = z
      .object({ accounts: z.array(z.object({ address: z.string(), privateKey: z.string() })) })
      .parse(JSON.parse(readFileSync(ready, 'utf8')));
    accounts = listed.map(({ address, privateKey }) => ({ address, keyPair: createKeyPair(hexToBytes(privateKey)) }));
    browser = await openBrowser(executable!);
  });
  afterAll(async () => {
    await browser?.close();
    await NodeProcess.killAll();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  beforeEach(async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    context.setDefaultTimeout(PATIENCE_MS);
    page = await context.newPage();
    complaints = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      // The browser names each request and connection that failed while the node was down, and each answer that the node is not ready.
      if (
        message.type() === 'error' &&
        !/net::ERR_|status of 503|WebSocket connection to .* failed/.test(message.text())
      )
        complaints.push(message.text());
    });
  });
  afterEach(async () => {
    await page.context().close();
    expect(complaints).toEqual([]);
  });

  /** Signs a transaction at the head. */
  async function sign(from: number, payload: UnsignedTransaction['payload'], fee?: bigint) {
    const { address, keyPair } = accounts[from]!;
    const head = info.parse(await node.result('get_info'));
    const { nonce } = z.object({ nonce: z.bigint() }).parse(await node.result('get_nonce', { address }));
    const wire = encodeTransaction(
      buildTransaction({
        network: networks.devnet,
        keyPair,
        payload,
        nonce,
        reference: { hash: hexToBytes(head.top_block_hash), topoheight: head.topoheight },
        ...(fee === undefined ? {} : { fee }),
      }),
    );
    return { data: bytesToHex(wire), hash: bytesToHex(transactionHash(wire)) };
  }

  function transferTo(to: number, extraData: string): UnsignedTransaction['payload'] {
    const transfer = {
      asset: new Uint8Array(32),
      destination: decodeAddress(accounts[to]!.address, networks.devnet),
      amount: 150_000_000n,
      extraData: new TextEncoder().encode(extraData),
    };
    return { type: 'transfers', transfers: [transfer] };
  }

  const open = async (place: string): Promise<void> => {
    await page.goto(`${await node.url()}/${place}`.replace('/json_rpc', ''));
  };
  const main = () => page.locator('main');
  const newest = async (): Promise<number> =>
    Number((await main().locator('tbody a').first().textContent())?.replaceAll(',', ''));

  test('a transaction is followed to its place in a block, and what a stranger wrote stays text', async () => {
    const { data, hash } = await sign(1, transferTo(2, HOSTILE));
    await open(`#/tx/${hash}`);
    await main().getByText('The node has no answer about the transaction').waitFor();
    await node.result('submit_transaction', { data });
    await main().getByText('executed', { exact: true }).waitFor();
    await main().getByRole('heading', { name: 'Sends 1.5 TOS' }).waitFor();
    await main().getByText(HOSTILE_SHOWN, { exact: true }).waitFor();
    expect(await main().locator('img, script').count()).toBe(0);
    expect(await page.title()).toContain(`Transaction ${hash.slice(0, 8)}`);

    await main().getByText('Executed in block').getByRole('link').click();
    await main()
      .getByRole('heading', { name: /^Block \d/ })
      .waitFor();
    await main().getByRole('heading', { name: 'As it was executed' }).waitFor();
    expect(page.url()).toContain(`/${hash}`);
    await main().locator(`a[title="${hash}"]`).click();
    await main().getByRole('heading', { name: 'Sends 1.5 TOS' }).waitFor();
  });

  test('a transaction that the node refused is shown with the rule that it breaks', async () => {
    const payload = { type: 'burn', asset: new Uint8Array(32), amount: 2n ** 60n } as const;
    const { data, hash } = await sign(6, payload);
    await node.call('submit_transaction', { data });
    await open(`#/tx/${hash}`);
    await main().getByText('refused', { exact: true }).waitFor();
    await main().getByText('INSUFFICIENT_BALANCE (0x0300)', { exact: true }).waitFor();
    await main().getByText('What to do').waitFor();
  });

  test('search leads to blocks, transactions, accounts and names, and says where there is nothing', async () => {
    const { data, hash } = await sign(3, { type: 'register_name', name: 'Kay.Lee' }, 10_000_000n);
    await node.result('submit_transaction', { data });
    await open('');
    const field = page.getByRole('searchbox');
    const search = async (text: string): Promise<void> => {
      await page.locator('main').focus();
      await page.keyboard.press('/');
      await expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true);
      await field.fill(text);
      await page.keyboard.press('Enter');
    };
    await search(hash);
    await main().getByRole('heading', { name: 'Registers the name Kay.Lee' }).waitFor();
    await main().getByText('executed', { exact: true }).waitFor();
    await search('0');
    await main().getByRole('heading', { name: 'Block 0' }).waitFor();
    await search('kay.lee');
    await main().getByRole('heading', { name: 'kay.lee' }).waitFor();
    expect(page.url()).toContain(accounts[3]!.address);
    await main().getByText('999,999.9 TOS').first().waitFor();
    const genesis = String(
      await node.result('get_block_at_topoheight', { topoheight: 0 }).then((block) => Object(block).hash),
    );
    await search(genesis);
    await main().getByRole('heading', { name: 'Block 0' }).waitFor();
    await search('<b>nobody</b>');
    await page.getByRole('alert').getByText('Nothing is found by "<b>nobody</b>"').waitFor();
    await search('ab'.repeat(32));
    await page.getByRole('alert').getByText('no block and no transaction').waitFor();
  });

  test('the button sends transfers, and the blocks with them come without moving anything', async () => {
    await open('');
    await main().getByRole('button', { name: 'Send 500 transfers' }).waitFor();
    await expect.poll(() => main().locator('tbody a').count()).toBeGreaterThan(0);
    await page.evaluate(() => {
      Object.assign(window, { shifts: [] });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          const { value, sources } = Object(entry);
          const moved = sources.map(({ node: moved }: { node: Node | null }) =>
            moved?.parentElement?.outerHTML.slice(0, 200),
          );
          Object(window).shifts.push({ value, moved });
        }
      }).observe({ type: 'layout-shift' });
    });
    const before = await newest();
    await main().getByRole('button', { name: 'Send 500 transfers' }).click();
    await main().getByText('transfers were sent').waitFor();
    await expect.poll(newest).toBeGreaterThan(before);
    await expect
      .poll(async () => {
        const counts = await main().locator('tbody tr td:nth-child(2)').allInnerTexts();
        return counts.reduce((sum, count) => sum + (Number(count.replaceAll(',', '')) || 0), 0);
      })
      .toBeGreaterThanOrEqual(500);
    const shifts: { value: number }[] = await page.evaluate(() => Object(window).shifts);
    // A number at the right end of its column begins further left when it gets longer: that counts as some hundred-thousandths.
    expect(
      shifts.filter(({ value }) => value > 0.001),
      'what moved',
    ).toEqual([]);
  });

  test.each([
    [360, 'light'],
    [360, 'dark'],
    [1280, 'dark'],
  ] as const)('every view fits into %i pixels, %s', async (width, colorScheme) => {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    const { data, hash } = await sign(4, transferTo(5, 'long'.repeat(25)));
    await node.result('submit_transaction', { data });
    for (const [place, heading] of [
      ['#/', 'Live'],
      [`#/tx/${hash}`, 'Sends 1.5 TOS'],
      ['#/block/0', 'Block 0'],
      [`#/account/${accounts[4]!.address}`, 'Account'],
      ['#/node', 'Node'],
      ['#/nowhere', ''],
    ] as const) {
      await open(place);
      if (heading === '') await main().getByText('There is no such place').waitFor();
      else await main().getByRole('heading', { name: heading, exact: true }).first().waitFor();
      const widths = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        document.documentElement.clientWidth,
      ]);
      expect(widths[0], place).toBeLessThanOrEqual(widths[1]!);
    }
  });

  test('a node that is killed and started again is followed on', async () => {
    await open('');
    await page.getByText('Connected', { exact: true }).waitFor();
    await expect.poll(() => main().locator('tbody a').count()).toBeGreaterThan(0);
    const before = await newest();
    const { port } = new URL(await node.url());
    node.kill('SIGKILL');
    await node.exit();
    await page.getByText('Disconnected', { exact: true }).waitFor();
    // What was there stays to be read.
    expect(await newest()).toBe(before);
    node = new NodeProcess(
      'dev',
      '--datadir',
      join(folder, 'chain'),
      '--block-time',
      'every-300ms',
      '--rpc-port',
      port,
    );
    await page.getByText('Connected', { exact: true }).waitFor();
    await expect.poll(newest).toBeGreaterThan(before);
  });
});
