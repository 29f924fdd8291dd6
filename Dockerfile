FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
# The build checks it, so that a start with the same files need not.
COPY cds-hooks ./cds-hooks
RUN npm run build --silent && npm prune --omit=dev --no-audit --no-fund

FROM node:24-bookworm-slim
WORKDIR /app
# Inside a container loopback is out of reach, so it listens on every address. There it refuses to start without PUBLIC_URL, and
# without trusted clients (mount your folder and name it in CLIENTS_FOLDER), unless ALLOW_UNAUTHENTICATED=true says that
# callers are kept out by other means. The image does not say so for you.
# Probes have a port of their own, so that no number of callers keeps them out.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 PROBE_PORT=3001
COPY package.json LICENSE NOTICE ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY cds-hooks ./cds-hooks
# What /docs shows.
COPY *.md ./
COPY docs ./docs
COPY profiles/README.md ./profiles/
COPY .github/screenshots ./.github/screenshots
# What is kept; mount a volume here, or set DATABASE_URL, or STORE=none.
RUN mkdir data && chown node:node data
USER node
EXPOSE 3000 3001
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s --start-interval=1s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:'+process.env.PROBE_PORT+'/healthz').then((r)=>process.exit(r.ok?0:1),()=>process.exit(1))"]
CMD ["node", "dist/main.js"]
