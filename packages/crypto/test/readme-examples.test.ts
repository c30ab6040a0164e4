import { testReadmeExamples } from '../../../tooling/readme-examples.ts';
import { detectSimd } from '../src/wasm/detect-simd.ts';

const address = 'tst17pdurhegx9chc2vjmpd40cx085frl4kz2sjhme0hsjlrd968kfysq3xa5uq';

testReadmeExamples(new URL('../README.md', import.meta.url), new URL('../examples/', import.meta.url), {
  'use-it.ts': [[detectSimd() ? 'wasm-simd' : 'wasm-scalar'], [true], [address], [true]],
  'extend-it.ts': [[Uint8Array.of(1, 2)]],
});
