import { defineMethod, type RpcMethod } from '../../method/define-method.ts';
import { productionJson, productionValue } from '../../schemas/production-json.ts';

export const devResume: RpcMethod = defineMethod({
  name: 'dev_resume',
  summary: 'Makes blocks again, as the block time says.',
  access: 'devnet',
  result: productionValue,
  call({ controls }) {
    controls.production.resume();
    return productionJson(controls);
  },
});
