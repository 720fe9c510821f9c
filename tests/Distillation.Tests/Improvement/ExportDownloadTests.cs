using System.Net;
using System.Text;
using Shouldly;
using TransformerService.Distillation.Data;
using TransformerService.Distillation.Improvement;
using TransformerService.Distillation.Tests.Data;
using Xunit;

namespace TransformerService.Distillation.Tests.Improvement;

/// <summary>The download over a real socket.</summary>
public sealed class ExportDownloadTests : IDisposable
{
    private readonly TemporaryFolder _files = new();
    private readonly HttpListener _server = new();
    private readonly Uri _address;

    public ExportDownloadTests()
    {
        using (var free = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            _address = new Uri($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/");
        }

        _server.Prefixes.Add(_address.ToString());
        _server.Start();
    }

    private string Saved => Path.Combine(_files.Path, "export.jsonl");

    public void Dispose()
    {
        _server.Close();
        _files.Dispose();
    }

    [Fact]
    public async Task Save_WithAKey_WritesTheLines()
    {
        var asked = AnswerAsync(
            200,
            request => request.Headers["X-API-Key"] == "secret" && request.Url?.AbsolutePath == "/v1/models/en-fr/shadow/export",
            "{\"source\":\"é\"}\n{}\n"
        );

        await ExportDownload.SaveAsync(_address, "en-fr", "secret", Saved, TestContext.Current.CancellationToken);

        (await asked).ShouldBeTrue();
        (await File.ReadAllTextAsync(Saved, TestContext.Current.CancellationToken)).ShouldBe("{\"source\":\"é\"}\n{}\n");
        Directory.EnumerateFiles(_files.Path).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Save_Refused_SaysWhyAndWritesNothing()
    {
        var asked = AnswerAsync(403, request => request.Headers["X-API-Key"] is null, "{\"code\":\"forbidden\"}");

        var fault = await Should.ThrowAsync<CorpusException>(() =>
            ExportDownload.SaveAsync(_address, "en-fr", null, Saved, TestContext.Current.CancellationToken)
        );

        (await asked).ShouldBeTrue();
        fault.Message.ShouldContain("answered 403");
        fault.Message.ShouldContain("forbidden");
        fault.Message.ShouldContain("Shadow:StoreText");
        Directory.EnumerateFiles(_files.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task Save_ConnectionLost_WritesNothing()
    {
        var asked = LoseAsync();

        async Task LoseAsync()
        {
            var context = await _server.GetContextAsync();
            context.Response.ContentLength64 = 1_000;
            await context.Response.OutputStream.WriteAsync("{}\n"u8.ToArray(), TestContext.Current.CancellationToken);
            await context.Response.OutputStream.FlushAsync(TestContext.Current.CancellationToken);
            context.Response.Abort();
        }

        (
            await Should.ThrowAsync<CorpusException>(() =>
                ExportDownload.SaveAsync(_address, "en-fr", null, Saved, TestContext.Current.CancellationToken)
            )
        ).Message.ShouldContain("cannot be saved");

        await asked;
        Directory.EnumerateFiles(_files.Path).ShouldBeEmpty();
    }

    private async Task<bool> AnswerAsync(int status, Func<HttpListenerRequest, bool> check, string body)
    {
        var context = await _server.GetContextAsync();
        context.Response.StatusCode = status;
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body), TestContext.Current.CancellationToken);
        context.Response.Close();
        return check(context.Request);
    }
}
