# The images of Exhibition CRM: "runtime" (the last stage) for operators, "development" for compose/docker-compose.dev.yml.

# The front end's packages, as far as pages load them.
FROM node:22-bookworm-slim AS assets
WORKDIR /src
COPY ExhibitionCrm.Web/package.json ExhibitionCrm.Web/package-lock.json ExhibitionCrm.Web/.npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
COPY ExhibitionCrm.Web/assets.mjs ExhibitionCrm.Web/Apache-2.0.txt ./
RUN node assets.mjs
# The style sheet has the rules that the source can name.
COPY ExhibitionCrm.Web ./
RUN node styles.mjs

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
COPY .editorconfig global.json Directory.* ./
COPY ExhibitionCrm.ServiceDefaults/ExhibitionCrm.ServiceDefaults.csproj ExhibitionCrm.ServiceDefaults/
COPY ExhibitionCrm.Web/ExhibitionCrm.Web.csproj ExhibitionCrm.Web/Assets.targets ExhibitionCrm.Web/
RUN --mount=type=cache,target=/root/.nuget/packages dotnet restore ExhibitionCrm.Web
COPY ExhibitionCrm.ServiceDefaults ExhibitionCrm.ServiceDefaults
COPY ExhibitionCrm.Web ExhibitionCrm.Web
COPY --from=assets /src/wwwroot/lib ExhibitionCrm.Web/wwwroot/lib
# The program runs as a user of its own, also where the clone is closed to all but its owner.
RUN --mount=type=cache,target=/root/.nuget/packages \
    dotnet publish ExhibitionCrm.Web --no-restore -c Release -o /out -p:BuildAssets=false \
    && chmod -R a+rX /out

# The source is mounted at /app, and what is built from it goes to the volume at /build.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS development
COPY --from=assets /usr/local/bin/node /usr/local/bin/
COPY --from=assets /usr/local/lib/node_modules /usr/local/lib/node_modules
COPY eng/image/crm-development /usr/local/bin/crm
COPY eng/image/develop /usr/local/bin/
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && chmod 755 /usr/local/bin/crm /usr/local/bin/develop
ENV ASPNETCORE_HTTP_PORTS=8000 \
    ArtifactsPath=/build/artifacts \
    NUGET_PACKAGES=/build/packages \
    npm_config_cache=/build/npm \
    HOME=/build/home \
    WholeStyleSheet=true \
    DOTNET_WATCH_RESTART_ON_RUDE_EDIT=true \
    DOTNET_CLI_TELEMETRY_OPTOUT=1 \
    DOTNET_NOLOGO=1
WORKDIR /app
EXPOSE 8000
CMD ["develop"]

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS runtime
WORKDIR /app
COPY eng/image/crm /usr/local/bin/
# The user is there in the official image; the two folders are where volumes go, and give them their owner.
RUN getent passwd 1654 >/dev/null || useradd --uid 1654 --user-group --create-home app \
    ; chmod 755 /usr/local/bin/crm && mkdir staticfiles media && chown 1654:1654 staticfiles media
COPY --from=build /out ./
ENV ASPNETCORE_HTTP_PORTS=8000
USER 1654:1654
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=40s --retries=3 CMD ["crm", "healthcheck"]
ENTRYPOINT ["crm"]
