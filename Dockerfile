# The service with its weights and the demo; what it keeps is in PostgreSQL, what it is told in mounted files.
FROM node:24-bookworm-slim AS dependencies
WORKDIR /opt/mscore
COPY package.json package-lock.json .npmrc ./
# This image is Node 24 itself, so the one that npm would bring along is left out.
RUN npm ci --omit=dev --omit=optional --no-audit --no-fund

# The scripts of the review pages; what bundles them stays here.
FROM node:24-bookworm-slim AS pages
WORKDIR /opt/mscore
COPY package.json package-lock.json .npmrc vite.config.js ./
RUN npm ci --no-audit --no-fund
COPY bin bin
COPY cds-services cds-services
COPY src src
RUN npm run --silent build:review

FROM node:24-bookworm-slim
WORKDIR /opt/mscore
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8787
COPY --from=dependencies /opt/mscore/node_modules node_modules
COPY --from=pages /opt/mscore/dist dist
COPY package.json LICENSE ./
COPY bin bin
COPY src src
COPY cds-services cds-services
COPY fixtures fixtures
COPY model model
USER node
EXPOSE 8787
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:'+process.env.PORT+'/readyz').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
ENTRYPOINT ["node", "src/cli/mscore.ts"]
CMD ["serve", "--config", "/etc/mscore/mscore.json"]
