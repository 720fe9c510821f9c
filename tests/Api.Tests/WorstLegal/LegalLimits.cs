using System.Text.Json;
using TransformerService.Api.Configuration;
using TransformerService.Inference.Configuration;

namespace TransformerService.Api.Tests.WorstLegal;

/// <summary>How much a caller may ask for: what the server says of its models, and the defaults of its options.</summary>
internal sealed record LegalLimits
{
    private static readonly AccessOptions Access = new();
    private static readonly GrpcOptions Grpc = new();

    public required int Texts { get; init; }

    public required int Characters { get; init; }

    public required int NewTokens { get; init; }

    public required int Beams { get; init; }

    /// <summary>Labels of the model that has the most.</summary>
    public required int Labels { get; init; }

    /// <summary>Every model, its task and its variants.</summary>
    public required IReadOnlyList<(string Model, string Task, string Variant)> Variants { get; init; }

    /// <summary>Connections that the server under attack takes.</summary>
    public required int Connections { get; init; }

    public int QueuedRows { get; } = new BatchingOptions().MaxQueuedRows;

    public int BatchRows { get; } = new BatchingOptions().MaxBatchRows;

    public int BodyBytes { get; } = (int)Access.MaxRequestBodyBytes;

    public int Headers { get; } = Access.Limits.MaxHeaders;

    public int HeaderBytes { get; } = Access.Limits.MaxHeaderBytes;

    public int BytesPerSecond { get; } = Access.Limits.MinBytesPerSecond;

    public int StreamsPerConnection { get; } = Access.Limits.MaxStreamsPerConnection;

    public int WrongKeys { get; } = Access.WrongKeysPerMinute;

    public int StreamInFlight { get; } = Grpc.MaxStreamInFlight;

    /// <summary>Those of one address.</summary>
    public int AnonymousStreams { get; } = Grpc.MaxAnonymousStreamsPerAddress;

    public int HealthWatches { get; } = Grpc.MaxHealthWatches;

    /// <summary>Bytes a second at which a body or an answer must go on.</summary>
    public int LeastSpeed(int bytes) => Math.Max(BytesPerSecond, (int)(bytes / Access.Limits.MaxTransferTime.TotalSeconds));

    /// <summary>Those of a server.</summary>
    public static async Task<LegalLimits> ReadAsync(HttpClient http, int connections, CancellationToken cancellationToken)
    {
        using var answer = JsonDocument.Parse(await http.GetStringAsync(new Uri("/v1/models", UriKind.Relative), cancellationToken));
        var models = answer.RootElement.GetProperty("models").EnumerateArray().ToArray();
        var limits = models
            .Single(model => Translates(model) && Name(model, "name") == Names.Translator)
            .GetProperty("variants")[0]
            .GetProperty("limits");
        return new LegalLimits
        {
            Texts = limits.GetProperty("maxTexts").GetInt32(),
            Characters = limits.GetProperty("maxCharacters").GetInt32(),
            NewTokens = limits.GetProperty("maxNewTokens").GetInt32(),
            Beams = limits.GetProperty("maxBeamSize").GetInt32(),
            Labels = models
                .SelectMany(model => model.GetProperty("variants").EnumerateArray())
                .Max(variant => variant.TryGetProperty("labels", out var labels) ? labels.GetArrayLength() : 0),
            Variants =
            [
                .. from model in models
                from variant in model.GetProperty("variants").EnumerateArray()
                select (Name(model, "name"), Name(model, "task"), Name(variant, "variant")),
            ],
            Connections = connections,
        };
    }

    private static bool Translates(JsonElement model) => Name(model, "task") == "translation";

    private static string Name(JsonElement of, string property) => of.GetProperty(property).GetString() ?? "";
}
