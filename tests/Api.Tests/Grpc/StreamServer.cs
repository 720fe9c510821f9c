using TransformerService.Api.Tests.Hosting;

namespace TransformerService.Api.Tests.Grpc;

/// <summary>
/// A server that admits as many requests as one stream may have in work: one more, and a text would be answered with overloaded. Of 11
/// places one connection may
/// have 8.
/// </summary>
public sealed class StreamServer()
    : ApiServer(
        DefaultNames(),
        ("Grpc:MaxStreamInFlight", "8"),
        ("Inference:MaxConcurrentRequests", "11"),
        ("Access:MaxRequestBodyBytes", "65536"),
        ("Inference:RequestTimeout", "00:02:00") // the machine may have much else to do
    );
