import { TosError } from '@tos/protocol';
import type { FastifyServerOptions } from 'fastify';

const refuse = (): never => {
  throw new TosError('TOS_INTERNAL', {
    reason: 'a route has a schema, and the server was made without compilers of schemas',
  });
};

/**
 * Options of a server whose routes have no schemas of Fastify: zod checks the params of methods. Fastify then does not load its compilers, which
 * takes 60 ms of the second in which a node shows its first screen.
 */
export const withoutSchemas: Pick<FastifyServerOptions, 'schemaController'> = {
  schemaController: { compilersFactory: { buildValidator: refuse, buildSerializer: refuse } },
};
