using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Models.Errors;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Grpc;

public sealed class FailureInterceptorTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(InferenceError.InvalidInput, StatusCode.InvalidArgument, "invalidInput", null)]
    [InlineData(InferenceError.Unauthenticated, StatusCode.Unauthenticated, "unauthenticated", null)]
    [InlineData(InferenceError.Forbidden, StatusCode.PermissionDenied, "forbidden", null)]
    [InlineData(InferenceError.ModelNotFound, StatusCode.NotFound, "modelNotFound", null)]
    [InlineData(InferenceError.InputTooLarge, StatusCode.InvalidArgument, "inputTooLarge", null)]
    [InlineData(InferenceError.Overloaded, StatusCode.ResourceExhausted, "overloaded", 1.0)]
    [InlineData(InferenceError.ModelNotReady, StatusCode.Unavailable, "modelNotReady", 5.0)]
    [InlineData(InferenceError.TimedOut, StatusCode.DeadlineExceeded, "timedOut", null)]
    [InlineData(InferenceError.Cancelled, StatusCode.Cancelled, "cancelled", null)]
    [InlineData(InferenceError.Internal, StatusCode.Internal, "internal", null)]
    public async Task Throw_InferenceException_AnswersByTheTable(InferenceError error, StatusCode status, string reason, double? retryAfter)
    {
        await using var server = await StartAsync(_ => throw new InferenceException(error, "What to change, e.g. “é” or 5 %."));

        var detail = await CallAsync(server).ShouldFailAsync(status, reason, retryAfter);

        detail.ShouldBe("What to change, e.g. “é” or 5 %.");
        server.Logs.Any(line => line.StartsWith("Error", StringComparison.Ordinal)).ShouldBe(error == InferenceError.Internal);
    }

    [Fact]
    public async Task Throw_OverloadedThatKnowsWhen_SaysSo()
    {
        await using var server = await StartAsync(_ =>
            throw new InferenceException(InferenceError.Overloaded, "Later.") { RetryAfter = TimeSpan.FromSeconds(12.3) }
        );

        await CallAsync(server).ShouldFailAsync(StatusCode.ResourceExhausted, "overloaded", retryAfter: 13);
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task Throw_Unexpected_HidesItsMessageFromAnswerAndLog(string environment)
    {
        await using var server = await StartAsync(_ => throw new FormatException("Cannot read " + Problems.Canary), environment);

        await CallAsync(server).ShouldFailAsync(StatusCode.Internal, "internal");

        server.Logs.ShouldContain(line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("System.FormatException"));
        server.Logs.ShouldNotContain(line => line.Contains(Problems.Canary));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Call_ClientDoesNotWait_WorkIsCancelled(bool deadline)
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await StartAsync(async context =>
        {
            using var registration = context.CancellationToken.Register(cancelled.SetResult);
            arrived.SetResult();
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            throw new InvalidOperationException("It waited for ever.");
        });
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var call = server
            .Client.GetModelAsync(
                new GetModelRequest(),
                deadline: deadline ? DateTime.UtcNow.AddSeconds(5) : null,
                cancellationToken: gone.Token
            )
            .ResponseAsync;
        await arrived.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        if (!deadline)
        {
            await gone.CancelAsync();
        }

        (await call.ShouldThrowAsync<RpcException>()).StatusCode.ShouldBe(deadline ? StatusCode.DeadlineExceeded : StatusCode.Cancelled);
        await cancelled.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        server.Logs.ShouldNotContain(line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    /// <summary>gRPC ends a call at its deadline before it cancels the call's token, and its writer throws in between.</summary>
    [Fact]
    public async Task Throw_WriterOfACallWhoseDeadlineHasPassed_IsNoFault()
    {
        await using var server = await StartAsync(
            _ => throw new InvalidOperationException("Cannot write message after response is complete."),
            timeProvider: new FakeTimeProvider(DateTimeOffset.UtcNow.AddDays(1))
        );

        var call = server
            .Client.GetModelAsync(
                new GetModelRequest(),
                deadline: DateTime.UtcNow.AddHours(1),
                cancellationToken: TestContext.Current.CancellationToken
            )
            .ResponseAsync;

        await call.ShouldFailAsync(StatusCode.DeadlineExceeded, "timedOut");
        server.Logs.ShouldNotContain(line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    private static Task<Model> CallAsync(FailingGrpcServer server) =>
        server.Client.GetModelAsync(new GetModelRequest(), cancellationToken: TestContext.Current.CancellationToken).ResponseAsync;

    private static Task<FailingGrpcServer> StartAsync(
        Func<ServerCallContext, Task<Model>> call,
        string environment = "Production",
        TimeProvider? timeProvider = null
    ) => FailingGrpcServer.StartAsync(call, environment, timeProvider ?? TimeProvider.System, TestContext.Current.CancellationToken);
}
