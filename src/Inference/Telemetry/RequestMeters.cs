using System.Diagnostics;
using System.Diagnostics.Metrics;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Telemetry;

/// <summary>The meters of requests, the same for REST and gRPC.</summary>
internal sealed class RequestMeters : IDisposable
{
    private static readonly InstrumentAdvice<double> Times = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    };

    private static readonly InstrumentAdvice<double> ShortTimes = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
    };

    private static readonly InstrumentAdvice<int> Lengths = new()
    {
        HistogramBucketBoundaries = [8, 16, 32, 64, 128, 256, 512, 1_024, 4_096],
    };

    private readonly Meter _meter;
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _tokenization;
    private readonly Histogram<double> _queue;
    private readonly Histogram<double> _inference;
    private readonly Histogram<int> _inputTokens;
    private readonly Histogram<int> _outputTokens;

    public RequestMeters(IMeterFactory? factory)
    {
        _meter = factory?.Create(TransformerTelemetry.Name) ?? new Meter(TransformerTelemetry.Name);
        _requests = _meter.CreateCounter<long>("transformer.requests", "{request}", "Requests, by outcome: ok, or the code of the error.");
        _duration = Seconds("transformer.request.duration", "From the request's arrival in the pipeline to its answer or error.", Times);
        _tokenization = Seconds(
            "transformer.tokenization.duration",
            "Time that an answered request spent on tokenizing and detokenizing.",
            ShortTimes
        );
        _queue = Seconds("transformer.queue.duration", "How long an answered request waited for its first batch.", Times);
        _inference = Seconds(
            "transformer.inference.duration",
            "From an answered request's first batch's start to its last one's end.",
            Times
        );
        _inputTokens = Tokens("transformer.input.tokens", "Tokens that the model read of one text.");
        _outputTokens = Tokens("transformer.output.tokens", "Tokens that the model generated for one text.");

        Histogram<double> Seconds(string name, string description, InstrumentAdvice<double> advice) =>
            _meter.CreateHistogram(name, "s", description, tags: null, advice);

        Histogram<int> Tokens(string name, string description) => _meter.CreateHistogram(name, "{token}", description, tags: null, Lengths);
    }

    /// <summary>Counts a request, answered or not.</summary>
    /// <param name="served">Model, variant and task.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="duration">How long it took.</param>
    public void Ended(in TagList served, string outcome, TimeSpan duration)
    {
        var tags = served;
        tags.Add(TelemetryTags.Outcome, outcome);
        _requests.Add(1, tags);
        _duration.Record(duration.TotalSeconds, tags);
    }

    /// <summary>Records where an answered request's time went.</summary>
    public void Timed(in TagList served, RequestTiming timing)
    {
        _tokenization.Record(timing.Tokenize.TotalSeconds, served);
        _queue.Record(timing.Queue.TotalSeconds, served);
        _inference.Record(timing.Inference.TotalSeconds, served);
    }

    /// <summary>Counts the tokens of translated texts.</summary>
    public void Read(in TagList served, IReadOnlyList<TranslatedText> texts)
    {
        if (!_inputTokens.Enabled && !_outputTokens.Enabled)
        {
            return;
        }

        foreach (var text in texts)
        {
            _inputTokens.Record(text.InputTokens, served);
            _outputTokens.Record(text.OutputTokens, served);
        }
    }

    /// <summary>Counts the tokens of generated texts.</summary>
    public void Read(in TagList served, IReadOnlyList<GenerationResult> texts)
    {
        if (!_inputTokens.Enabled && !_outputTokens.Enabled)
        {
            return;
        }

        foreach (var text in texts)
        {
            _inputTokens.Record(text.InputTokens, served);
            _outputTokens.Record(text.OutputTokens, served);
        }
    }

    /// <summary>Counts the tokens of classified texts.</summary>
    public void Read(in TagList served, IReadOnlyList<ClassifiedText> texts)
    {
        if (!_inputTokens.Enabled)
        {
            return;
        }

        foreach (var text in texts)
        {
            _inputTokens.Record(text.InputTokens, served);
        }
    }

    /// <summary>Counts the tokens of texts that a model read.</summary>
    public void Read(in TagList served, IReadOnlyList<ReadText> texts)
    {
        if (!_inputTokens.Enabled)
        {
            return;
        }

        foreach (var text in texts)
        {
            _inputTokens.Record(text.InputTokens, served);
        }
    }

    public void Dispose() => _meter.Dispose();
}
