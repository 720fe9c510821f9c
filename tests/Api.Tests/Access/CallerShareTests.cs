using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TransformerService.Api.Access;
using TransformerService.Api.Configuration;
using TransformerService.Api.Swagger;
using TransformerService.Inference;
using TransformerService.Tests.Support;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Access;

public sealed class CallerShareTests
{
    private const string Bulk = "tsk_bulk",
        Small = "tsk_small";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TranslateStream_KeyOverItsRate_EachTextCountsAndOtherKeysAreServed()
    {
        await using var server = await AccessServer.StartAsync([.. Key(3, Bulk, requestsPerMinute: 10), .. Key(4, Small)]);
        var client = new Transformer.TransformerClient(server.Grpc);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => StreamAsync(client, Bulk, texts: 64)));

        var answers = outcomes.SelectMany(stream => stream).ToList();
        answers.Count(answer => answer.Translated is not null).ShouldBeInRange(1, 12, "10 a minute, and what a busy machine's minute adds");
        answers
            .Where(answer => answer.Error is not null)
            .ShouldAllBe(answer => answer.Error.Reason == "overloaded" && answer.Error.Message.Contains("10 requests a minute"));
        (await StreamAsync(client, Small, texts: 20)).ShouldAllBe(answer => answer.Translated != null);
    }

    [Fact]
    public async Task TranslateStream_OneKeyTakesAllThePlacesItCan_AnotherIsNeverRefused()
    {
        await using var server = await AccessServer.StartAsync([
            .. Key(3, Bulk),
            .. Key(4, Small),
            ("Inference:MaxConcurrentRequests", "64"),
            ("Inference:RequestTimeout", "00:00:20"),
        ]);
        var client = new Transformer.TransformerClient(server.Grpc);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var bulk = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => StreamAsync(client, Bulk, texts: 64, cancellation: stop.Token)));
        var pipeline = server.Services.GetRequiredService<InferencePipeline>();
        await Eventually.HoldsAsync(() => pipeline.InWork.Requests >= 32 || bulk.IsCompleted);

        for (var call = 0; call < 20; call++)
        {
            var answer = await client.TranslateAsync(
                new TranslateRequest { Texts = { "Two dogs are playing in the snow." } },
                AccessServer.Metadata(Small),
                cancellationToken: Token
            );
            answer.Translations.Count.ShouldBe(1);
        }

        await stop.CancelAsync();
        await bulk;
        await Eventually.HoldsAsync(() => pipeline.InWork == (0, 0, 0));
    }

    [Fact]
    public async Task Endpoints_ThatReadAStore_AreBoundedForEachCaller()
    {
        await using var server = await AccessServer.StartAsync();
        var endpoints = server.Services.GetRequiredService<EndpointDataSource>().Endpoints;
        endpoints
            .Where(endpoint => endpoint.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName == CallLimits.StoreReads)
            .Select(endpoint => endpoint.DisplayName ?? "")
            .Order(StringComparer.Ordinal)
            .ShouldBe([
                "HTTP: DELETE /v2/glossaries/{id} => DeleteAsync",
                "HTTP: GET /v1/decisions => ListAsync",
                "HTTP: GET /v1/models/{name}/shadow/ => ReportAsync",
                "HTTP: GET /v1/models/{name}/shadow/disagreements => DisagreementsAsync",
                "HTTP: GET /v1/models/{name}/shadow/export => ExportAsync",
                "HTTP: GET /v1/usage => GetAsync",
                "HTTP: GET /v2/glossaries => ListAsync",
                "HTTP: GET /v2/glossaries/{id} => GetAsync",
                "HTTP: GET /v2/glossaries/{id}/entries => GetEntriesAsync",
                "HTTP: GET, POST /v2/usage => GetUsageAsync",
                "HTTP: POST /v2/glossaries => CreateAsync",
                "gRPC - /transformer.v1.Transformer/ExportShadow",
                "gRPC - /transformer.v1.Transformer/GetShadowReport",
                "gRPC - /transformer.v1.Transformer/GetUsage",
                "gRPC - /transformer.v1.Transformer/ListDecisions",
                "gRPC - /transformer.v1.Transformer/ListDisagreements",
            ]);
    }

    [Fact]
    public async Task Get_DescriptionOfTheApi_IsMadeOnce()
    {
        await using var server = await AccessServer.StartAsync(("Access:OpenSwagger", "true"));
        var first = (await server.GetAsync("/swagger/v1/swagger.json", null)).Json.ToString();
        foreach (
            var path in new[]
            {
                "/swagger/v1/swagger.json",
                "/SWAGGER/v1/swagger.json",
                "/swagger/v1/swagger.json/",
                "/swagger/v1/swagger.json?again",
            }
        )
        {
            var answer = await server.GetAsync(path, null);
            answer.Status.ShouldBe(HttpStatusCode.OK);
            answer.Json.ToString().ShouldBe(first);
        }

        (await server.GetAsync("/swagger/v2/swagger.json", null)).Status.ShouldBe(HttpStatusCode.NotFound);
        server.Services.GetRequiredService<DocumentCache>().Made.ShouldBe(1);
    }

    [Theory]
    [InlineData("203.0.113.7", "address 203.0.113.7")]
    [InlineData("198.51.100.1, 203.0.113.7", "address 203.0.113.7")]
    [InlineData("198.51.100.1, 10.1.2.3", "address 198.51.100.1")]
    [InlineData("2001:db8:1:2:3::4", "address 2001:db8:1:2::")]
    [InlineData("nonsense", "address 127.0.0.1")]
    [InlineData("", "address 127.0.0.1")]
    public async Task Of_BehindATrustedProxy_IsTheAddressThatItSaw(string forwarded, string expected)
    {
        var seen = await CallerSeenAsync(forwarded, ("Access:TrustedProxies:0", "127.0.0.1"), ("Access:TrustedProxies:1", "10.0.0.0/8"));
        seen.ShouldBe(expected);
    }

    [Fact]
    public async Task Of_FromAnyOtherAddress_BelievesNoHeader() =>
        (await CallerSeenAsync("203.0.113.7", ("Access:TrustedProxies:0", "10.0.0.0/8"))).ShouldBe("address 127.0.0.1");

    [Fact]
    public async Task Of_NoProxyIsTrusted_BelievesNoHeader() => (await CallerSeenAsync("203.0.113.7")).ShouldBe("address 127.0.0.1");

    [Theory]
    [InlineData("10.0.0.0/8", true)]
    [InlineData("2001:db8::/32", true)]
    [InlineData("::1", true)]
    [InlineData("10.0.0.0/33", false)]
    [InlineData("proxy.example", false)]
    [InlineData("", false)]
    public void Parse_AddressOrNetwork_IsOneOrNone(string proxy, bool expected) =>
        (TrustedProxies.Parse(proxy) is not null).ShouldBe(expected);

    /// <summary>Whom the server takes a caller for, by what its limit on wrong keys says of it.</summary>
    private static async Task<string> CallerSeenAsync(string forwarded, params (string, string)[] settings)
    {
        await using var server = await AccessServer.StartAsync(settings);
        await server.SendAsync(HttpMethod.Get, "/v1/models", [("X-API-Key", "tsk_wrong"), ("X-Forwarded-For", forwarded)]);
        var line = server.Logs.Single(line => line.Contains("[1101]"));
        var address = IPAddress.Parse(
            line[(line.LastIndexOf("from ", StringComparison.Ordinal) + "from ".Length)..].Split(' ', ',', ';')[0].TrimEnd('.')
        );
        return "address " + Callers.Network(address);
    }

    private static (string, string)[] Key(int index, string key, int? requestsPerMinute = null) =>
        [
            .. AccessServer.Key(index, key, AccessRole.Caller, key),
            .. requestsPerMinute is { } limit ? new[] { ($"Access:Keys:{index}:RequestsPerMinute", $"{limit}") } : [],
        ];

    private static async Task<List<TranslateStreamResponse>> StreamAsync(
        Transformer.TransformerClient client,
        string key,
        int texts,
        CancellationToken? cancellation = null
    )
    {
        List<TranslateStreamResponse> answers = [];
        try
        {
            using var call = client.TranslateStream(AccessServer.Metadata(key), cancellationToken: cancellation ?? Token);
            var read = Task.Run(
                async () =>
                {
                    await foreach (var answer in call.ResponseStream.ReadAllAsync(Token))
                    {
                        answers.Add(answer);
                    }
                },
                Token
            );
            for (var text = 0; text < texts; text++)
            {
                await call.RequestStream.WriteAsync(
                    new TranslateStreamRequest { Id = $"{text}", Text = "Two dogs are playing in the snow." },
                    Token
                );
            }

            await call.RequestStream.CompleteAsync();
            await read;
        }
        catch (RpcException failure) when (failure.StatusCode is StatusCode.ResourceExhausted or StatusCode.Cancelled)
        {
            // Over the rate before the first text, or stopped.
        }
        catch (Exception) when (cancellation?.IsCancellationRequested == true)
        {
            // Stopped while it wrote.
        }

        return answers;
    }
}
