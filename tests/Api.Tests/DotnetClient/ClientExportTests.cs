using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Shouldly;
using TransformerService.Client;
using Xunit;

namespace TransformerService.Api.Tests.DotnetClient;

/// <summary>The client gives an export's lines to its caller as they come.</summary>
public sealed class ClientExportTests
{
    private const string Line = """{"source":"a","target":"b","student":"c","severity":1,"weight":1,"sample":"severe","probability":1}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Export_ServerThatIsStillWriting_ItsLinesAreThereAlready()
    {
        var end = new TaskCompletionSource();
        await using var server = await StartAsync(async response =>
        {
            await response.WriteAsync(Line + "\n", Token);
            await response.Body.FlushAsync(Token);
            await end.Task;
            await response.WriteAsync(Line + "\n", Token);
        });
        await using var client = NewClient(server);
        var export = client.Calls.ExportShadowAsync("m", cancellationToken: Token);

        await using var examples = export.GetAsyncEnumerator(Token);
        (await examples.MoveNextAsync()).ShouldBeTrue();
        examples.Current.Target.ShouldBe("b");
        end.SetResult();
        (await examples.MoveNextAsync()).ShouldBeTrue();
        (await examples.MoveNextAsync()).ShouldBeFalse();

        (await export.CountAsync(Token)).ShouldBe(2, "each enumeration asks again");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("{}")]
    public async Task Export_LineThatIsNoExample_IsAnInvalidAnswerAfterTheOnesBefore(string line)
    {
        await using var server = await StartAsync(response => response.WriteAsync($"{Line}\n{line}\n", Token));
        await using var client = NewClient(server);
        await using var examples = client.Calls.ExportShadowAsync("m", cancellationToken: Token).GetAsyncEnumerator(Token);

        (await examples.MoveNextAsync()).ShouldBeTrue();
        await Should.ThrowAsync<TransformerServiceException>(async () => await examples.MoveNextAsync());
    }

    [Fact]
    public async Task Export_Cancelled_EndsAtOnce()
    {
        await using var server = await StartAsync(async response =>
        {
            await response.WriteAsync(Line + "\n", Token);
            await response.Body.FlushAsync(Token);
            await Task.Delay(Timeout.Infinite, response.HttpContext.RequestAborted);
        });
        await using var client = NewClient(server);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var examples = client.Calls.ExportShadowAsync("m", cancellationToken: leaving.Token).GetAsyncEnumerator(Token);
        (await examples.MoveNextAsync()).ShouldBeTrue();

        await leaving.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(async () => await examples.MoveNextAsync());
    }

    private static TestClient NewClient(WebApplication server)
    {
        var address = new Uri(server.Urls.First());
        return new TestClient(address, address, TransformerServiceTransport.Rest);
    }

    private static async Task<WebApplication> StartAsync(Func<HttpResponse, Task> answer)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.Sources.Clear(); // appsettings.json has the real ports
        builder.Configuration.AddInMemoryCollection([new("Kestrel:Endpoints:Http:Url", "http://127.0.0.1:0")]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(context =>
        {
            context.Response.ContentType = "application/x-ndjson";
            return answer(context.Response);
        });
        await app.StartAsync(Token);
        return app;
    }
}
