# The image of a node: docker build -t tos-node . at the root of the repository. docs/operating.md says how it is run.
FROM node:22-slim AS build
WORKDIR /tos
COPY . .
# The node's own launcher installs and compiles what the node needs; deploy copies that, without what only builds, into one folder.
RUN node tooling/scripts/node.mjs --version
RUN npx --yes pnpm@10.34.9 --filter @tos/node deploy --prod --legacy /app

FROM node:22-slim
ENV NODE_ENV=production
COPY --from=build /app /app
RUN mkdir /data && chown node:node /data
USER node
WORKDIR /data
VOLUME /data
# Within a container the loopback address is reached by nobody else.
ENV TOS_HOST=0.0.0.0 TOS_DATADIR=/data/devnet
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.TOS_RPC_PORT || 8080}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# The exec form: node is process 1 and gets the signals.
ENTRYPOINT ["node", "/app/dist/main.js"]
CMD ["dev"]
