using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Models.Errors;
using Xunit;

namespace TransformerService.Api.Tests.Errors;

public sealed class ProblemExceptionHandlerTests
{
    [Theory]
    [InlineData(InferenceError.InvalidInput, 400, "invalidInput", null)]
    [InlineData(InferenceError.Unauthenticated, 401, "unauthenticated", null)]
    [InlineData(InferenceError.Forbidden, 403, "forbidden", null)]
    [InlineData(InferenceError.ModelNotFound, 404, "modelNotFound", null)]
    [InlineData(InferenceError.InputTooLarge, 413, "inputTooLarge", null)]
    [InlineData(InferenceError.UnsupportedMediaType, 415, "unsupportedMediaType", null)]
    [InlineData(InferenceError.Overloaded, 429, "overloaded", 1)]
    [InlineData(InferenceError.ModelNotReady, 503, "modelNotReady", 5)]
    [InlineData(InferenceError.TimedOut, 504, "timedOut", null)]
    [InlineData(InferenceError.Cancelled, 499, "cancelled", null)]
    [InlineData(InferenceError.Internal, 500, "internal", null)]
    public async Task Throw_InferenceException_AnswersByTheTable(InferenceError error, int status, string code, int? retryAfter)
    {
        await using var server = await StartAsync(new InferenceException(error, "What to change."));

        var answer = await GetAsync(server);

        answer.ShouldBeProblem(status, code).ShouldBe("What to change.");
        (answer.Response.Headers.RetryAfter?.Delta?.TotalSeconds).ShouldBe(retryAfter);
        server.Logs.Any(line => line.StartsWith("Error", StringComparison.Ordinal)).ShouldBe(error == InferenceError.Internal);
    }

    [Fact]
    public async Task Throw_OverloadedThatKnowsWhen_SaysSoInWholeSeconds()
    {
        await using var server = await StartAsync(
            new InferenceException(InferenceError.Overloaded, "Later.") { RetryAfter = TimeSpan.FromSeconds(12.3) }
        );

        ((await GetAsync(server)).Response.Headers.RetryAfter?.Delta).ShouldBe(TimeSpan.FromSeconds(13));
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task Throw_Unexpected_HidesItsMessageFromAnswerAndLog(string environment)
    {
        await using var server = await StartAsync(new FormatException("Cannot read " + Problems.Canary), environment);

        var answer = await GetAsync(server);

        answer.ShouldBeProblem(500, "internal");
        server.Logs.ShouldContain(line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("System.FormatException"));
        server.Logs.ShouldNotContain(line => line.Contains(Problems.Canary));
    }

    [Fact]
    public async Task Throw_CancelledButClientStays_IsInternal()
    {
        await using var server = await StartAsync(new OperationCanceledException());

        var answer = await GetAsync(server);

        answer.ShouldBeProblem(500, "internal");
    }

    [Fact]
    public async Task Throw_ConnectionResetBeforeTheCallIsAborted_IsCancelledAndLogsNoError()
    {
        await using var server = await StartAsync(new ConnectionResetException("reset"));

        (await GetAsync(server)).Response.StatusCode.ShouldBe((System.Net.HttpStatusCode)499);
        server.Logs.ShouldNotContain(line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Abort_ClientGoesAway_LogsNoError()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var server = await ThrowingServer.StartAsync(
            async context =>
            {
                context.Response.OnCompleted(() =>
                {
                    ended.SetResult();
                    return Task.CompletedTask;
                });
                arrived.SetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            },
            "Production",
            cancellationToken
        );

        using (var client = new TcpClient())
        {
            await client.ConnectAsync(server.Address.Host, server.Address.Port, cancellationToken);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"), cancellationToken);
            await arrived.Task.WaitAsync(cancellationToken);
        }

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
        server.Logs.ShouldNotContain(line =>
            line.StartsWith("Error", StringComparison.Ordinal) || line.StartsWith("Warning", StringComparison.Ordinal)
        );
    }

    private static Task<ThrowingServer> StartAsync(Exception exception, string environment = "Production") =>
        ThrowingServer.StartAsync(_ => throw exception, environment, TestContext.Current.CancellationToken);

    private static async Task<Answer> GetAsync(ThrowingServer server)
    {
        using var http = new HttpClient();
        using var response = await http.GetAsync(server.Address, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }
}
