import { defineMethod, type RpcMethod } from '../../method/define-method.ts';
import { productionJson, productionValue } from '../../schemas/production-json.ts';

export const devPause: RpcMethod = defineMethod({
  name: 'dev_pause',
  summary: 'Makes no more blocks, except those that are asked for.',
  access: 'devnet',
  result: productionValue,
  call({ controls }) {
    controls.production.pause();
    return productionJson(controls);
  },
});
