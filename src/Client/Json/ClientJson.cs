using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TransformerService.Client.Json;

/// <summary>The JSON of the bodies. Fields that this client does not know are skipped, so that it works with newer servers.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [
        typeof(CamelCaseConverter<VariantRole>),
        typeof(CamelCaseConverter<TextFormat>),
        typeof(CamelCaseConverter<FinishReason>),
        typeof(CamelCaseConverter<TranslationWarningKind>),
        typeof(CamelCaseConverter<EscalationRefusal>),
        typeof(CamelCaseConverter<WindowCombination>),
        typeof(CamelCaseConverter<EmbeddingEncoding>),
        typeof(CamelCaseConverter<TagAggregation>),
        typeof(CamelCaseConverter<OffsetUnit>),
        typeof(CamelCaseConverter<ExplanationMethod>),
        typeof(CamelCaseConverter<ExplanationUnit>),
        typeof(CamelCaseConverter<ModelState>),
        typeof(CamelCaseConverter<VersionState>),
        typeof(CamelCaseConverter<SelfCheckState>),
        typeof(CamelCaseConverter<Int8Arithmetic>),
        typeof(CamelCaseConverter<ShadowVerdict>),
        typeof(CamelCaseConverter<CanaryVerdict>),
        typeof(CamelCaseConverter<DecisionKind>),
        typeof(CamelCaseConverter<GuardRail>),
        typeof(CamelCaseConverter<ShadowSideState>),
        typeof(EarlyStoppingConverter),
        typeof(ModelTaskConverter),
    ]
)]
[JsonSerializable(typeof(TranslateRequest))]
[JsonSerializable(typeof(TranslateAnswer))]
[JsonSerializable(typeof(ClassifyRequest))]
[JsonSerializable(typeof(ClassifyAnswer))]
[JsonSerializable(typeof(EmbedRequest))]
[JsonSerializable(typeof(EmbedAnswer))]
[JsonSerializable(typeof(RerankRequest))]
[JsonSerializable(typeof(RerankAnswer))]
[JsonSerializable(typeof(TagRequest))]
[JsonSerializable(typeof(TagAnswer))]
[JsonSerializable(typeof(GenerateRequest))]
[JsonSerializable(typeof(GenerateAnswer))]
[JsonSerializable(typeof(GeneratedPart))]
[JsonSerializable(typeof(ScoreRequest))]
[JsonSerializable(typeof(ScoreAnswer))]
[JsonSerializable(typeof(ExplainRequest))]
[JsonSerializable(typeof(ExplainAnswer))]
[JsonSerializable(typeof(TokenizeRequest))]
[JsonSerializable(typeof(TokenizeAnswer))]
[JsonSerializable(typeof(DetokenizeRequest))]
[JsonSerializable(typeof(DetokenizeAnswer))]
[JsonSerializable(typeof(DetectRequest))]
[JsonSerializable(typeof(DetectAnswer))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(ModelInfo))]
[JsonSerializable(typeof(VersionDifferences))]
[JsonSerializable(typeof(PromoteRequest))]
[JsonSerializable(typeof(RollbackRequest))]
[JsonSerializable(typeof(CanaryRequest))]
[JsonSerializable(typeof(Glossary))]
[JsonSerializable(typeof(GlossaryChange))]
[JsonSerializable(typeof(ShadowReport))]
[JsonSerializable(typeof(ShadowChange))]
[JsonSerializable(typeof(ShadowSettings))]
[JsonSerializable(typeof(Disagreement))]
[JsonSerializable(typeof(TrainingExample))]
[JsonSerializable(typeof(UsageReport))]
[JsonSerializable(typeof(DecisionList))]
[JsonSerializable(typeof(ServerHealth))]
[JsonSerializable(typeof(ProblemDetail))]
internal sealed partial class ClientJson : JsonSerializerContext;

/// <summary>The JSON of the wire.</summary>
internal static class WireJson
{
    /// <summary>Bodies are application/json and never part of an HTML page: characters such as é are not escaped.</summary>
    public static ClientJson Bodies { get; } =
        new(new JsonSerializerOptions(ClientJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}

/// <summary>Why a call was not answered (RFC 9457), as far as the client reads it.</summary>
internal sealed record ProblemDetail
{
    public string? Title { get; init; }

    public string? Detail { get; init; }

    public string? Code { get; init; }

    public string? TraceId { get; init; }
}
