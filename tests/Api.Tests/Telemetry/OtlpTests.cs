using System.Globalization;
using System.Net;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Api.Tests.Shadow;
using TransformerService.Api.Tests.Telemetry.Otlp;
using TransformerService.V1;
using Xunit;
using Status = TransformerService.Api.Tests.Telemetry.Otlp.Status;

namespace TransformerService.Api.Tests.Telemetry;

/// <summary>A collector gets the spans of calls, each with the right parent; and never what a user sent.</summary>
public sealed class OtlpTests
{
    private const string Canary = "quetzalcanary";
    private static int _traces;

    private static (string, string)[] Exporting(OtlpReceiver receiver, params (string, string)[] settings) =>
        [
            ("Telemetry:OtlpEndpoint", receiver.Address),
            ("OTEL_BSP_SCHEDULE_DELAY", "50"),
            ("OTEL_BLRP_SCHEDULE_DELAY", "50"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "200"),
            .. settings,
        ];

    [Fact]
    public async Task Rest_CallerWithATrace_GetsEverySpanUnderItsOwn()
    {
        await using var receiver = await OtlpReceiver.StartAsync(HttpProtocols.Http2);
        await using var server = await ShadowServer.StartAsync(Exporting(receiver, ("Shadow:SampleRate", "0")));
        var (traceId, caller, header) = NewTrace();

        await PostAsync(server, "/v1/translate", """{"text":"Two dogs. A man is sitting."}""", header);

        var spans = await receiver.TraceAsync(traceId, 6);
        spans.Count.ShouldBe(6);
        var request = Named(spans, "POST /v1/translate");
        request.ParentSpanId.ShouldBe(caller);
        await CheckAsync(receiver, spans, request, "translate", "en-fr", "translation");
        Resource(receiver, "service.name").ShouldBe("TransformerService");
    }

    [Fact]
    public async Task Grpc_CallersWithATrace_GetEverySpanUnderTheirOwn()
    {
        await using var receiver = await OtlpReceiver.StartAsync(HttpProtocols.Http2);
        await using var server = await ShadowServer.StartAsync(
            Exporting(receiver, ("Shadow:SampleRate", "0"), ("OTEL_SERVICE_NAME", "named"))
        );
        var client = new Transformer.TransformerClient(server.Grpc);
        var (traceId, caller, header) = NewTrace();

        await client.ClassifyAsync(
            new ClassifyRequest { Texts = { "a" }, Model = "intent" },
            new Metadata { { "traceparent", header } },
            cancellationToken: TestContext.Current.CancellationToken
        );

        var spans = await receiver.TraceAsync(traceId, 6);
        spans.Count.ShouldBe(6);
        var request = spans.Where(span => span.ParentSpanId == caller).ShouldHaveSingleItem();
        request.Name.ShouldContain("transformer.v1.Transformer/Classify");
        await CheckAsync(receiver, spans, request, "classify", "intent", "text-classification");
        Resource(receiver, "service.name").ShouldBe("named", "OpenTelemetry's own variables hold");
    }

    [Fact]
    public async Task Grpc_StreamOfTexts_GivesEachTextASpanOfItsOwn()
    {
        await using var receiver = await OtlpReceiver.StartAsync(HttpProtocols.Http2);
        await using var server = await ShadowServer.StartAsync(Exporting(receiver, ("Shadow:SampleRate", "0")));
        var (traceId, caller, header) = NewTrace();
        using var stream = new Transformer.TransformerClient(server.Grpc).TranslateStream(
            new Metadata { { "traceparent", header } },
            cancellationToken: TestContext.Current.CancellationToken
        );
        foreach (var id in (string[])["a", "b", "c"])
        {
            await stream.RequestStream.WriteAsync(
                new TranslateStreamRequest { Id = id, Text = "Two dogs." },
                TestContext.Current.CancellationToken
            );
        }

        await stream.RequestStream.CompleteAsync();
        while (await stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
        {
            stream.ResponseStream.Current.OutcomeCase.ShouldBe(TranslateStreamResponse.OutcomeOneofCase.Translated);
        }

        var spans = await receiver.TraceAsync(traceId, 16);
        var call = spans.Where(span => span.ParentSpanId == caller).ShouldHaveSingleItem();
        var texts = spans.Where(span => span.Name == "translate").ToArray();
        texts.Length.ShouldBe(3);
        texts.ShouldAllBe(text => text.ParentSpanId == call.SpanId);
        foreach (var text in texts)
        {
            spans
                .Where(span => span.ParentSpanId == text.SpanId)
                .Select(span => span.Name)
                .Order()
                .ShouldBe(["decode", "infer", "queue", "tokenize"]);
        }
    }

    [Fact]
    public async Task Rest_RefusedCall_EndsItsSpanWithTheCode()
    {
        await using var receiver = await OtlpReceiver.StartAsync(HttpProtocols.Http2);
        await using var server = await ShadowServer.StartAsync(Exporting(receiver));
        var (traceId, _, header) = NewTrace();

        await PostAsync(server, "/v1/classify", $$"""{"text":"a","model":"{{Canary}}"}""", header, 404);

        var span = Named(await receiver.TraceAsync(traceId, 2), "classify");
        span.Status.ShouldBe(new Status { Code = 2 }, "an error, without a message");
        Attributes(span)
            .ShouldBe([
                "error.type=modelNotFound",
                "transformer.model=unknown",
                "transformer.outcome=modelNotFound",
                "transformer.task=text-classification",
                "transformer.texts=1",
                "transformer.variant=unknown",
            ]);
    }

    [Fact]
    public async Task Shadow_NearTeacher_HasATraceOfItsOwnThatLinksToTheCaller()
    {
        await using var receiver = await OtlpReceiver.StartAsync(HttpProtocols.Http2);
        await using var server = await ShadowServer.StartAsync(Exporting(receiver));
        var (traceId, _, header) = NewTrace();

        await PostAsync(server, "/v1/classify", """{"text":"a","model":"intent"}""", header);

        var student = Named(await receiver.TraceAsync(traceId, 6), "classify");
        var shadow = (
            await OtlpReceiver.UntilAsync(() => receiver.Spans.Where(span => span.Name == "shadow" && LinksTo(span, student)), 1)
        ).ShouldHaveSingleItem();
        shadow.ParentSpanId.ShouldBeEmpty();
        shadow.TraceId.ShouldNotBe(traceId);
        Attributes(shadow).ShouldBe(["transformer.model=intent", "transformer.task=text-classification", "transformer.texts=1"]);
        var teacher = await receiver.TraceAsync(shadow.TraceId, 5);
        teacher
            .Where(span => span.ParentSpanId == shadow.SpanId)
            .Select(span => span.Name)
            .Order()
            .ShouldBe(["decode", "infer", "queue", "tokenize"]);
    }

    [Fact]
    public async Task Shadow_TeacherElsewhere_GoesOnInTheShadowsTrace()
    {
        await using var receiver = await OtlpReceiver.StartAsync(HttpProtocols.Http2);
        await using var elsewhere = await ShadowServer.StartAsync(("Shadow:SampleRate", "0"));
        await using var server = await ShadowServer.StartAsync(
            new FixtureRepository().Add(
                "intent",
                "roberta-tiny",
                $$"""{ "task": "text-classification", "teacher": "grpc://127.0.0.1:{{elsewhere.GrpcAddress.Port}}/intent" }"""
            ),
            Exporting(receiver)
        );
        var (traceId, _, header) = NewTrace();

        await PostAsync(server, "/v1/classify", """{"text":"a","model":"intent"}""", header);

        var student = Named(await receiver.TraceAsync(traceId, 6), "classify");
        var shadow = (
            await OtlpReceiver.UntilAsync(() => receiver.Spans.Where(span => span.Name == "shadow" && LinksTo(span, student)), 1)
        ).ShouldHaveSingleItem();

        // The shadow's own, a call that finds the model there and one that asks it, each seen as gRPC, as HTTP and from the other end, and
        // the other server's five.
        var spans = await receiver.TraceAsync(shadow.TraceId, 12);
        var names = new List<string>();
        for (var span = Named(spans, "classify"); !span.Equals(shadow); span = spans.Single(parent => parent.SpanId == span.ParentSpanId))
        {
            names.Add(span.Name);
        }

        names.ShouldBe(
            ["classify", "POST /transformer.v1.Transformer/Classify", "POST", "Grpc.Net.Client.GrpcOut"],
            "the other server's spans under the call to it"
        );
    }

    [Fact]
    public async Task Http_TracesAndLogs_ArriveAndNoneHoldsWhatAUserSent()
    {
        await using var receiver = await OtlpReceiver.StartAsync(HttpProtocols.Http1);
        await using var server = await ShadowServer.StartAsync(
            Exporting(
                receiver,
                ("Telemetry:OtlpProtocol", "HttpProtobuf"),
                ("Logging:OpenTelemetry:LogLevel:Default", "Trace"),
                ("Logging:OpenTelemetry:LogLevel:Microsoft.AspNetCore", "Trace"),
                ("Shadow:VerdictInterval", "00:00:01")
            )
        );
        var (traceId, _, header) = NewTrace();

        await PostAsync(server, "/v1/translate", $$"""{"text":"The {{Canary}} flies.","model":"en-fr"}""", header);
        await PostAsync(server, "/v1/classify", $$"""{"text":["{{Canary}}"],"model":"intent"}""", header);
        await PostAsync(server, "/v1/classify", $$"""{"text":["{{Canary}}"],"model":"{{Canary}}"}""", header, 404);
        await PostAsync(server, "/v1/translate", $$"""{"text":"{{Canary}}","{{Canary}}":1}""", header, 400);
        var client = new Transformer.TransformerClient(server.Grpc);
        await client.TranslateAsync(
            new TranslateRequest { Texts = { Canary } },
            new Metadata { { "traceparent", header } },
            cancellationToken: TestContext.Current.CancellationToken
        );
        await Should.ThrowAsync<RpcException>(() =>
            client
                .ClassifyAsync(
                    new ClassifyRequest { Texts = { Canary }, Model = Canary },
                    cancellationToken: TestContext.Current.CancellationToken
                )
                .ResponseAsync
        );
        await server.SettledAsync("intent", 1);
        await server.SettledAsync("en-fr", 2);

        await receiver.TraceAsync(traceId, 21);
        await OtlpReceiver.UntilAsync(() => receiver.Spans.Where(span => span.Name == "shadow"), 2);
        var logs = await OtlpReceiver.UntilAsync(() => receiver.LogRecords.Where(record => record.TraceId == traceId), 1);
        logs.ShouldAllBe(record => record.SpanId.Length == 8);
        byte[][] all = [.. receiver.Traces, .. receiver.Logs];
        all.Where(body => Holds(body, Canary)).ShouldBeEmpty();
        (await server.GetAsync("/metrics")).Text.ShouldNotContain(Canary, Case.Insensitive);
        server.Logs.Where(line => line.Contains(Canary, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
    }

    /// <summary>
    /// A process of its own: a provider hears all meters of its process, and forgets what has the name of one that another server has ended
    /// with.
    /// </summary>
    [Fact]
    public async Task Http_Metrics_ArriveAndNoneHoldsWhatAUserSent()
    {
        await using var receiver = await OtlpReceiver.StartAsync(HttpProtocols.Http1);
        await using var service = await ServiceProcess.StartAsync(
            $"--Telemetry:OtlpEndpoint={receiver.Address}",
            "--Telemetry:OtlpProtocol=HttpProtobuf",
            "--OTEL_METRIC_EXPORT_INTERVAL=200",
            "--Shadow:SampleRate=1",
            "--Shadow:MaxPerSecond=100000",
            "--Shadow:VerdictInterval=00:00:01"
        );

        await service.PostAsync("/v1/classify", $$"""{"text":["{{Canary}}"],"model":"intent"}""");
        await service.PostAsync("/v1/classify", $$"""{"text":["{{Canary}}"],"model":"{{Canary}}"}""", HttpStatusCode.NotFound);

        foreach (var name in (string[])["transformer.requests", "transformer.shadow.comparisons", "transformer.shadow.verdict"])
        {
            await OtlpReceiver.UntilAsync(() => receiver.Metrics.Where(body => Holds(body, name)), 1);
        }

        receiver.Metrics.Where(body => Holds(body, Canary)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Metrics_CollectorThatIsAway_HoldsUpNobody()
    {
        await using var server = await ShadowServer.StartAsync(
            ("Telemetry:OtlpEndpoint", $"http://127.0.0.1:{FreePort.Find()}"),
            ("OTEL_BSP_SCHEDULE_DELAY", "50")
        );
        await server.ClassifyAsync("a", "b");
        (await server.GetAsync("/metrics")).Text.ShouldContain("transformer_requests_total");
    }

    /// <summary>The parts of one request, and that its inference links to the batch that it ran in.</summary>
    private static async Task CheckAsync(
        OtlpReceiver receiver,
        IReadOnlyList<Span> spans,
        Span request,
        string name,
        string model,
        string task
    )
    {
        var pipeline = Named(spans, name);
        pipeline.ParentSpanId.ShouldBe(request.SpanId);
        Attributes(pipeline)
            .ShouldBe([
                $"transformer.model={model}",
                "transformer.outcome=ok",
                $"transformer.task={task}",
                "transformer.texts=1",
                "transformer.variant=student",
            ]);
        Span[] parts = [Named(spans, "tokenize"), Named(spans, "queue"), Named(spans, "infer"), Named(spans, "decode")];
        parts.ShouldAllBe(part => part.ParentSpanId == pipeline.SpanId);
        for (var part = 1; part < parts.Length; part++)
        {
            parts[part].StartTimeUnixNano.ShouldBeGreaterThanOrEqualTo(parts[part - 1].StartTimeUnixNano, "one after the other");
        }

        var link = parts[2].Links.ShouldHaveSingleItem();
        var batch = (await OtlpReceiver.UntilAsync(() => receiver.Spans.Where(span => span.SpanId == link.SpanId), 1))[0];
        batch.Name.ShouldBe("batch");
        batch.ParentSpanId.ShouldBeEmpty();
        LinksTo(batch, pipeline).ShouldBeTrue();
    }

    private static async Task PostAsync(ShadowServer server, string path, string json, string traceparent, int status = 200)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("traceparent", traceparent);
        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBe(status);
    }

    private static (ByteString TraceId, ByteString Caller, string Header) NewTrace()
    {
        string trace = Interlocked.Increment(ref _traces).ToString("x8", CultureInfo.InvariantCulture).PadLeft(32, 'a'),
            caller = "00000000000000b7";
        return (
            ByteString.CopyFrom(Convert.FromHexString(trace)),
            ByteString.CopyFrom(Convert.FromHexString(caller)),
            $"00-{trace}-{caller}-01"
        );
    }

    private static Span Named(IReadOnlyList<Span> spans, string name) =>
        spans.Where(span => span.Name == name).ShouldHaveSingleItem(string.Join(", ", spans.Select(span => span.Name)));

    private static bool LinksTo(Span span, Span other) =>
        span.Links.Any(link => link.SpanId == other.SpanId && link.TraceId == other.TraceId);

    private static IEnumerable<string> Attributes(Span span) =>
        span
            .Attributes.Select(attribute =>
                $"{attribute.Key}={(attribute.Value.HasStringValue ? attribute.Value.StringValue : attribute.Value.IntValue.ToString(CultureInfo.InvariantCulture))}"
            )
            .Order(StringComparer.Ordinal);

    private static string? Resource(OtlpReceiver receiver, string key) =>
        TraceRequest
            .Parser.ParseFrom(receiver.Traces.First())
            .ResourceSpans[0]
            .Resource.Attributes.FirstOrDefault(attribute => attribute.Key == key)
            ?.Value.StringValue;

    private static bool Holds(byte[] body, string text) => Encoding.UTF8.GetString(body).Contains(text, StringComparison.OrdinalIgnoreCase);
}
