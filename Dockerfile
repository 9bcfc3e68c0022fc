# Cria in a container: docs/deployment.md. The models run in Ollama beside it (compose.yaml), or in
# Cria's own process with MODEL_RUNTIME=embedded.
FROM node:20-bookworm-slim AS build
RUN apt-get update \
  && apt-get install --yes --no-install-recommends g++ make python3 \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund
COPY . .
# What runs is compiled here, so that the root of the container can be read-only. Layers keep whole
# seconds only, and a source that looks newer than what was compiled would be compiled again.
RUN find src commands evals scripts node_modules/.package-lock.json -exec touch -d @946684800 {} + \
  && node scripts/build.mjs

FROM node:20-bookworm-slim
# Models from packages, where no model hub is in reach, need Python with pip.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends python3-pip \
  && rm -rf /var/lib/apt/lists/* \
  && mkdir /data \
  && chown node:node /data
WORKDIR /app
COPY --from=build /app /app
ENV NODE_ENV=production DATA_DIR=/data MODEL_CACHE_DIR=/data/cache/models npm_config_cache=/tmp/npm
USER node
VOLUME /data
# Discord is held by an outgoing connection: alive is a process that still answers its own event loop.
HEALTHCHECK --interval=60s --timeout=10s --start-period=60s CMD ["node", "scripts/healthy.mjs"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "scripts/run.mjs"]
CMD ["start"]
