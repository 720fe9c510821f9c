# Two images of the same program:
#   docker build --target cpu -t transformer-service:cpu .
#   docker build --target gpu -t transformer-service:gpu .     NVIDIA; run with --gpus all
# one of the command-line tool: docker build --target cli -t transformer-service:cli .
# and one of the trainer, for deploy/k8s/improve: docker build --target trainer -t transformer-service:trainer .
# tools/walk-dockerfile.sh does what these steps say on a machine without a container engine.
# The base images are arguments, so that they can be pinned to a digest: tools/resolve-images.sh, docs/containers.md.
ARG SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0
ARG ASPNET_IMAGE=mcr.microsoft.com/dotnet/aspnet:10.0
# CUDA 12 and cuDNN 9, as ONNX Runtime's CUDA provider asks for.
ARG CUDA_IMAGE=docker.io/nvidia/cuda:12.9.1-cudnn-runtime-ubuntu24.04

FROM ${SDK_IMAGE} AS source
WORKDIR /source
COPY .editorconfig global.json NuGet.config Directory.Build.props Directory.Build.targets Directory.Packages.props ./
COPY build/ build/
COPY src/Models/ src/Models/
COPY src/Tokenization/ src/Tokenization/
COPY src/Inference/ src/Inference/
COPY src/Evaluation/ src/Evaluation/
COPY src/Shadow/ src/Shadow/
COPY src/Api/ src/Api/
COPY models/ models/
COPY sbom/ sbom/

# Compiled ahead of time (ReadyToRun): the service starts, and answers its first call, in half the time.
FROM source AS publish-cpu
RUN dotnet publish src/Api -c Release -o /app --use-current-runtime --no-self-contained -p:PublishReadyToRun=true -p:OnnxRuntimeBuild=Cpu -p:UseAppHost=false -p:RestoreLockedMode=true

FROM source AS publish-gpu
RUN dotnet publish src/Api -c Release -o /app -p:OnnxRuntimeBuild=Cuda -p:UseAppHost=false -p:RestoreLockedMode=true

FROM source AS publish-cli
COPY src/Client/ src/Client/
COPY src/Cli/ src/Cli/
# Documents are divided by the rules that the server reads them by.
COPY src/Inference/Markup/HtmlElements.cs src/Inference/Markup/HtmlTokens.cs src/Inference/Markup/MarkdownRules.cs src/Inference/Markup/
RUN dotnet publish src/Cli -c Release -o /app -p:UseAppHost=false -p:RestoreLockedMode=true

FROM source AS publish-trainer
COPY src/Distillation/ src/Distillation/
RUN dotnet publish src/Distillation -c Release -o /app -p:UseAppHost=false -p:RestoreLockedMode=true

FROM ${ASPNET_IMAGE} AS runtime

# The .NET runtime of the image above on CUDA.
FROM ${CUDA_IMAGE} AS runtime-gpu
COPY --from=runtime /usr/share/dotnet/ /usr/share/dotnet/
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates libicu74 && rm -rf /var/lib/apt/lists/* && ln -s /usr/share/dotnet/dotnet /usr/bin/dotnet && groupadd --gid 1654 app && useradd --uid 1654 --gid app --create-home app
ENV APP_UID=1654 DOTNET_RUNNING_IN_CONTAINER=true

FROM runtime AS cpu
WORKDIR /app
COPY --from=publish-cpu /app ./
RUN install -d -o 1654 -g 1654 /data
ENV Kestrel__Endpoints__Http__Url=http://+:8080 Kestrel__Endpoints__Grpc__Url=http://+:8081 Shadow__Store__Path=/data/shadow.db Models__RecordPath=/data/loads.json Shutdown__Delay=00:00:05 ASPNETCORE_HTTP_PORTS= DOTNET_EnableDiagnostics=0 DOTNET_gcServer=0
EXPOSE 8080 8081
VOLUME /data
USER 1654
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=6s --start-period=120s --retries=3 CMD ["dotnet", "TransformerService.Api.dll", "--health"]
ENTRYPOINT ["dotnet", "TransformerService.Api.dll"]

FROM runtime-gpu AS gpu
WORKDIR /app
COPY --from=publish-gpu /app ./
RUN install -d -o 1654 -g 1654 /data
ENV Kestrel__Endpoints__Http__Url=http://+:8080 Kestrel__Endpoints__Grpc__Url=http://+:8081 Shadow__Store__Path=/data/shadow.db Models__RecordPath=/data/loads.json Shutdown__Delay=00:00:05 ASPNETCORE_HTTP_PORTS= DOTNET_EnableDiagnostics=0 DOTNET_gcServer=0 Inference__ExecutionProvider=Cuda
EXPOSE 8080 8081
VOLUME /data
USER 1654
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=6s --start-period=180s --retries=3 CMD ["dotnet", "TransformerService.Api.dll", "--health"]
ENTRYPOINT ["dotnet", "TransformerService.Api.dll"]

FROM runtime AS cli
WORKDIR /bulk
COPY --from=publish-cli /app/ /app/
ENV DOTNET_EnableDiagnostics=0
USER 1654
ENTRYPOINT ["dotnet", "/app/TransformerService.Cli.dll"]

FROM runtime AS trainer
WORKDIR /trainer
COPY --from=publish-trainer /app/ /app/
COPY recipes/ recipes/
ENV DOTNET_EnableDiagnostics=0 OMP_WAIT_POLICY=passive
USER 1654
ENTRYPOINT ["dotnet", "/app/TransformerService.Distillation.dll"]
