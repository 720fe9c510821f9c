using Grpc.Core;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Grpc;

/// <summary>A server that admits one request and gives it little time.</summary>
public sealed class GrpcOverloadTests : IAsyncLifetime
{
    private readonly ApiServer _server = new(
        ApiServer.DefaultNames(),
        ("Inference:MaxConcurrentRequests", "1"),
        ("Inference:RequestTimeout", "00:00:01")
    );

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Translate_MoreThanAdmitted_IsOverloadedTimedOutOrTooLarge()
    {
        var client = new Transformer.TransformerClient(_server.Grpc);
        string[] texts = [.. Enumerable.Repeat("Two dogs are playing in the snow and a man is sitting in a boat.", 1_000)];
        var request = new TranslateRequest
        {
            Texts = { texts },
            Options = new TranslateOptions { BeamSize = 8 },
        };

        var calls = Enumerable
            .Range(0, 8)
            .Select(_ => client.TranslateAsync(request, cancellationToken: TestContext.Current.CancellationToken).ResponseAsync)
            .ToArray();

        await Task.WhenAll(calls).ShouldThrowAsync<RpcException>();
        var byStatus = calls.ToLookup(call => (call.Exception?.InnerException as RpcException)?.StatusCode);
        byStatus[StatusCode.ResourceExhausted].Count().ShouldBeInRange(1, calls.Length - 1);
        foreach (var call in calls.Except(byStatus[StatusCode.ResourceExhausted]))
        {
            // After a few batches the server knows whether a call would take more than twice its time.
            await (
                byStatus[StatusCode.InvalidArgument].Contains(call)
                    ? call.ShouldFailAsync(StatusCode.InvalidArgument, "inputTooLarge")
                    : call.ShouldFailAsync(StatusCode.DeadlineExceeded, "timedOut")
            );
        }

        foreach (var call in byStatus[StatusCode.ResourceExhausted])
        {
            await call.ShouldFailAsync(StatusCode.ResourceExhausted, "overloaded", retryAfter: 1);
        }
    }
}
