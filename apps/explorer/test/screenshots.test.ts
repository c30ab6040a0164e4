import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { NodeProcess } from '../../node/test/node-process.ts';
import { findBrowser, NO_BROWSER, openBrowser } from './open-browser.ts';

// The pictures of the README are what the page shows. TOS_WRITE_SCREENSHOTS=1 takes them anew; otherwise the test takes them and keeps none.

const root = fileURLToPath(new URL('../../../', import.meta.url));
const IMAGES = 'docs/images';
/** Bytes of the largest picture: a clone should not grow by more with each new one. */
const MOST_BYTES = 150_000;
/** Milliseconds in which the page shows what a step waits for, on a machine that does other work too. */
const PATIENCE_MS = 300_000;

const shots = [
  { file: 'block-light.png', width: 1280, height: 800, colorScheme: 'light' },
  { file: 'block-dark.png', width: 1280, height: 800, colorScheme: 'dark' },
  { file: 'block-narrow.png', width: 360, height: 800, colorScheme: 'light' },
] as const;

test('the page looks as its pictures show it', async ({ skip }) => {
  const executable = findBrowser();
  if (executable === undefined) {
    process.stdout.write(`${NO_BROWSER}\n`);
    return skip(NO_BROWSER);
  }
  const folder = mkdtempSync(join(tmpdir(), 'tos-page-'));
  const node = NodeProcess.dev(join(folder, 'chain'), '--load', '1000', '--block-time', 'every-1s');
  const browser = await openBrowser(executable);
  onTestFinished(async () => {
    await browser.close();
    await NodeProcess.killAll();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  });
  const url = (await node.url()).replace('json_rpc', '');
  // The first blocks meet cold code, unlike most blocks of a node.
  while (Number(await node.result('get_topoheight')) < 8) await setTimeout(100);
  const place = '#/block/8';
  for (const { file, width, height, colorScheme } of shots) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    await page.goto(`${url}${place}`);
    await page.getByRole('img', { name: /^The block\./ }).waitFor();
    await page.getByText('Connected', { exact: true }).waitFor();
    const picture = await page.screenshot();
    expect(picture.length, file).toBeLessThan(MOST_BYTES);
    if (process.env['TOS_WRITE_SCREENSHOTS'] === '1') {
      mkdirSync(join(root, IMAGES), { recursive: true });
      writeFileSync(join(root, IMAGES, file), picture);
    }
    await context.close();
  }
});

test('every picture that the README shows is one of these, and is there', () => {
  const shown = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/docs\/images\/([\w.-]+)/g)].map(
    ([, file]) => file!,
  );
  expect(shown.length).toBeGreaterThan(0);
  expect(shots.map(({ file }) => file)).toEqual(expect.arrayContaining([...new Set(shown)]));
  for (const file of shown) expect(existsSync(join(root, IMAGES, file)), file).toBe(true);
  expect(readdirSync(join(root, IMAGES)).toSorted()).toEqual(shots.map(({ file }) => file).toSorted());
});
