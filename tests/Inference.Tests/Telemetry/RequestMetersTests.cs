using System.Globalization;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Shouldly;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Telemetry;
using TransformerService.Inference.Tests.Catalog;
using TransformerService.Models;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.Telemetry;

/// <summary>What requests through the pipeline leave in the meters, label by label.</summary>
public sealed class RequestMetersTests : IAsyncLifetime
{
    private readonly TestMeters _meters = new();
    private readonly TestCatalog _catalog;
    private readonly MetricCollector<long> _requests;
    private readonly MetricCollector<double> _duration;

    public RequestMetersTests()
    {
        _catalog = new TestCatalog(new InferenceOptions { MaxTextsPerRequest = 3 }, meters: _meters);
        _requests = _meters.Collect<long>("transformer.requests");
        _duration = _meters.Collect<double>("transformer.request.duration");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _catalog.Add("en-fr", "marian-tiny", """{ "task": "translation" }""");
        _catalog.Add("topics", "bert-tiny", """{ "task": "text-classification" }""", "teacher");
        _catalog.Add("broken", "bert-tiny", """{ "task": "text-classification" }""");
        File.WriteAllText(Path.Combine(_catalog.Root, "broken", "student", "config.json"), "{");
        await _catalog.Catalog.LoadAsync(Token);
    }

    public ValueTask DisposeAsync()
    {
        _catalog.Dispose();
        _meters.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Translate_Answered_MeasuresEveryPartOfIt()
    {
        using var tokenization = _meters.Collect<double>("transformer.tokenization.duration");
        using var queue = _meters.Collect<double>("transformer.queue.duration");
        using var inference = _meters.Collect<double>("transformer.inference.duration");
        using MetricCollector<int> input = _meters.Collect<int>("transformer.input.tokens"),
            output = _meters.Collect<int>("transformer.output.tokens");
        using var rows = _meters.Collect<int>("transformer.batch.rows");
        using MetricCollector<long> tokens = _meters.Collect<long>("transformer.batch.tokens"),
            positions = _meters.Collect<long>("transformer.encoder.positions");

        var answer = await _catalog.Pipeline().TranslateAsync(new TranslationRequest(["Two dogs.", "A man is sitting."]), Token);

        const string Served = "model=en-fr task=translation variant=student";
        Snapshot(_requests).ShouldBe([$"1 model=en-fr outcome=ok task=translation variant=student"]);
        Labels(_duration).ShouldBe(["model=en-fr outcome=ok task=translation variant=student"]);
        Snapshot(tokenization).ShouldBe([$"{Seconds(answer.Timing.Tokenize)} {Served}"]);
        Snapshot(queue).ShouldBe([$"{Seconds(answer.Timing.Queue)} {Served}"]);
        Snapshot(inference).ShouldBe([$"{Seconds(answer.Timing.Inference)} {Served}"]);
        Snapshot(input).ShouldBe(answer.Translations.Select(text => $"{text.InputTokens} {Served}"));
        Snapshot(output).ShouldBe(answer.Translations.Select(text => $"{text.OutputTokens} {Served}"));
        rows.GetMeasurementSnapshot().Sum(batch => batch.Value).ShouldBe(2);
        Labels(rows).ShouldAllBe(labels => labels == Served);
        tokens
            .GetMeasurementSnapshot()
            .Sum(batch => batch.Value)
            .ShouldBeGreaterThanOrEqualTo(answer.Translations.Sum(text => text.InputTokens));
        Labels(tokens).ShouldAllBe(labels => labels == Served);
        positions
            .GetMeasurementSnapshot()
            .Where(measured => Equals(measured.Tags["kind"], "text"))
            .Sum(measured => measured.Value)
            .ShouldBe(answer.Translations.Sum(text => text.InputTokens));
        Labels(positions).Distinct().Order().ShouldBe([.. new[] { "padding", "text" }.Select(kind => $"kind={kind} {Served}")]);
    }

    [Fact]
    public async Task Classify_Answered_HasNoOutputTokens()
    {
        using MetricCollector<int> input = _meters.Collect<int>("transformer.input.tokens"),
            output = _meters.Collect<int>("transformer.output.tokens");
        using var inference = _meters.Collect<double>("transformer.inference.duration");

        var answer = await _catalog.Pipeline().ClassifyAsync(new ClassificationRequest(["book a flight"]) { Model = "topics" }, Token);

        const string Served = "model=topics task=text-classification variant=teacher";
        Snapshot(_requests).ShouldBe(["1 model=topics outcome=ok task=text-classification variant=teacher"]);
        Snapshot(input).ShouldBe([$"{answer.Results[0].InputTokens} {Served}"]);
        Labels(inference).ShouldBe([Served]);
        output.GetMeasurementSnapshot().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(
        "nobody knows this",
        1,
        null,
        "modelNotFound",
        "model=unknown outcome=modelNotFound task=text-classification variant=unknown"
    )]
    [InlineData("topics", 0, null, "invalidInput", "model=topics outcome=invalidInput task=text-classification variant=unknown")]
    [InlineData("topics", 4, null, "inputTooLarge", "model=topics outcome=inputTooLarge task=text-classification variant=unknown")]
    [InlineData(
        "topics",
        1,
        VariantRole.Student,
        "modelNotFound",
        "model=topics outcome=modelNotFound task=text-classification variant=student"
    )]
    [InlineData("broken", 1, null, "modelNotReady", "model=broken outcome=modelNotReady task=text-classification variant=unknown")]
    [InlineData("en-fr", 1, null, "invalidInput", "model=en-fr outcome=invalidInput task=text-classification variant=unknown")]
    public async Task Classify_Refused_CountsTheCodeAndNoNameThatTheCallerMadeUp(
        string model,
        int texts,
        VariantRole? variant,
        string code,
        string labels
    )
    {
        var refused = await Should.ThrowAsync<InferenceException>(() =>
            _catalog
                .Pipeline()
                .ClassifyAsync(
                    new ClassificationRequest([.. Enumerable.Repeat("book a flight", texts)]) { Model = model, Variant = variant },
                    Token
                )
        );

        TelemetryTags.Of(refused.Error).ShouldBe(code);
        Snapshot(_requests).ShouldBe([$"1 {labels}"]);
        Labels(_duration).ShouldBe([labels]);
    }

    [Fact]
    public async Task Translate_GivenUp_CountsCancelled()
    {
        await Should.ThrowAsync<InferenceException>(() =>
            _catalog.Pipeline().TranslateAsync(new TranslationRequest(["Two dogs."]), new CancellationToken(canceled: true))
        );
        Labels(_requests).ShouldBe(["model=en-fr outcome=cancelled task=translation variant=student"]);
    }

    [Fact]
    public async Task Translate_TimeRunsOut_CountsTimedOut()
    {
        await Should.ThrowAsync<InferenceException>(() =>
            _catalog
                .Pipeline()
                .TranslateAsync(
                    new TranslationRequest([.. Enumerable.Repeat("Two dogs are playing in the snow.", 3)])
                    {
                        Timeout = TimeSpan.FromTicks(1),
                        Options = new() { BeamSize = 8 },
                    },
                    Token
                )
        );
        Labels(_requests).ShouldBe(["model=en-fr outcome=timedOut task=translation variant=student"]);
    }

    [Fact]
    public async Task Translate_MoreThanTheServerTakes_CountsOverloaded()
    {
        _catalog.Options.MaxConcurrentRequests = 0;
        await Should.ThrowAsync<InferenceException>(() => _catalog.Pipeline().TranslateAsync(new TranslationRequest(["Two dogs."]), Token));
        Labels(_requests).ShouldBe(["model=en-fr outcome=overloaded task=translation variant=student"]);
    }

    [Fact]
    public async Task Translate_FaultOfTheServer_CountsInternal()
    {
        await Should.ThrowAsync<NullReferenceException>(() => _catalog.Pipeline().TranslateAsync(new TranslationRequest([null!]), Token)); // what no door lets through
        Labels(_requests).ShouldBe(["model=unknown outcome=internal task=translation variant=unknown"]);
    }

    [Fact]
    public void Of_EveryError_IsTheCodeThatCallersSee() =>
        Enum.GetValues<InferenceError>()
            .Select(TelemetryTags.Of)
            .ShouldBe([
                "invalidInput",
                "unauthenticated",
                "forbidden",
                "modelNotFound",
                "inputTooLarge",
                "unsupportedMediaType",
                "overloaded",
                "quotaExceeded",
                "modelNotReady",
                "versionRefused",
                "timedOut",
                "cancelled",
                "internal",
            ]);

    [Fact]
    public void Instruments_All_HaveUnitsAndBoundsAsDocumented()
    {
        using var catalog = new CatalogMeters(_meters);
        catalog.Observe(_catalog.Catalog, 10);
        _ = _catalog.Pipeline();

        const string Times = "0.0005 0.001 0.0025 0.005 0.01 0.025 0.05 0.1 0.25 0.5 1 2.5 5 10 30",
            Lengths = "8 16 32 64 128 256 512 1024 4096";
        _meters
            .Instruments()
            .Order()
            .ShouldBe(
                new (string, string?, string)[]
                {
                    ("transformer.batch.failures", "{batch}", ""),
                    ("transformer.batch.rows", "{row}", "1 2 4 8 16 32 64 128 256"),
                    ("transformer.batch.tokens", "{token}", "16 64 256 1024 4096 16384 65536"),
                    ("transformer.encoder.positions", "{token}", ""),
                    ("transformer.inference.duration", "s", Times),
                    ("transformer.input.tokens", "{token}", Lengths),
                    ("transformer.models.loaded", "{model}", ""),
                    ("transformer.output.tokens", "{token}", Lengths),
                    ("transformer.queue.capacity", "{row}", ""),
                    ("transformer.queue.duration", "s", Times),
                    ("transformer.queue.length", "{row}", ""),
                    ("transformer.request.duration", "s", Times),
                    ("transformer.requests", "{request}", ""),
                    ("transformer.tokenization.duration", "s", "0.0001 0.00025 0.0005 0.001 0.0025 0.005 0.01 0.025 0.05 0.1 0.25 1"),
                }.Order()
            );
    }

    [Fact]
    public void Failed_Batches_AreCountedByOutcome()
    {
        using var own = new TestMeters();
        using var meters = new BatchMeters(own);
        using var failures = own.Collect<long>("transformer.batch.failures");
        var observer = new BatchObserver(meters, "en-fr", VariantRole.Student, ModelTask.Translation);

        observer.Failed(InferenceError.Internal);
        observer.Failed(InferenceError.ModelNotReady);

        Snapshot(failures)
            .ShouldBe([
                "1 model=en-fr outcome=internal task=translation variant=student",
                "1 model=en-fr outcome=modelNotReady task=translation variant=student",
            ]);
    }

    [Fact]
    public void Gauges_Catalog_ShowsWhatIsLoadedAndItsQueues()
    {
        using var catalog = new CatalogMeters(_meters);
        catalog.Observe(_catalog.Catalog, 10);
        using var loaded = _meters.Collect<int>("transformer.models.loaded");
        using MetricCollector<int> length = _meters.Collect<int>("transformer.queue.length"),
            capacity = _meters.Collect<int>("transformer.queue.capacity");

        loaded.RecordObservableInstruments();
        length.RecordObservableInstruments();
        capacity.RecordObservableInstruments();

        Snapshot(loaded)
            .Order()
            .ShouldBe([
                "0 model=broken task=text-classification variant=student",
                "1 model=en-fr task=translation variant=student",
                "1 model=topics task=text-classification variant=teacher",
            ]);
        Snapshot(length)
            .Order()
            .ShouldBe(["0 model=en-fr task=translation variant=student", "0 model=topics task=text-classification variant=teacher"]);
        Snapshot(capacity)
            .Order()
            .ShouldBe(["10 model=en-fr task=translation variant=student", "10 model=topics task=text-classification variant=teacher"]);
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<string> Snapshot<T>(MetricCollector<T> collector)
        where T : struct =>
        collector
            .GetMeasurementSnapshot()
            .Select(measured => string.Create(CultureInfo.InvariantCulture, $"{measured.Value} {Labels(measured)}"));

    private static IEnumerable<string> Labels<T>(MetricCollector<T> collector)
        where T : struct => collector.GetMeasurementSnapshot().Select(Labels);

    private static string Labels<T>(CollectedMeasurement<T> measured)
        where T : struct =>
        string.Join(' ', measured.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}={tag.Value}"));
}
