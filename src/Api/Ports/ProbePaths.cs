namespace TransformerService.Api.Ports;

/// <summary>The paths that orchestrators probe, at both ports. They need no key and are not traced.</summary>
internal static class ProbePaths
{
    public const string GrpcService = "grpc.health.v1.Health",
        Rest = "/health",
        Live = Rest + "/live",
        Ready = Rest + "/ready",
        Grpc = "/" + GrpcService,
        GrpcCheck = Grpc + "/Check",
        Inference = "/v2/health", // the Open Inference Protocol's
        InferenceLive = Inference + "/live",
        InferenceReady = Inference + "/ready",
        Ping = "/ping"; // Text Embeddings Inference's
}
