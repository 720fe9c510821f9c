using System.Text.Json.Serialization;
using TransformerService.Api.Contracts;

namespace TransformerService.Api.Json;

/// <summary>How request bodies are read: strictly, so that a misspelt field is an error and not a default.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters = [
        typeof(TextConverter),
        typeof(WholeNumberConverter),
        typeof(LargeNumberConverter),
        typeof(NumberConverter),
        typeof(FlagConverter),
        typeof(VariantConverter),
        typeof(EarlyStoppingConverter),
        typeof(TextFormatConverter),
        typeof(TextOrTextsConverter),
        typeof(EncodingConverter),
        typeof(AggregationConverter),
        typeof(OffsetUnitConverter),
        typeof(ExplanationMethodConverter),
        typeof(ExplanationUnitConverter),
        typeof(CombinationConverter),
        typeof(IdsOrListsConverter),
    ]
)]
[JsonSerializable(typeof(TranslateRequestBody))]
[JsonSerializable(typeof(ClassifyRequestBody))]
[JsonSerializable(typeof(EmbedRequestBody))]
[JsonSerializable(typeof(RerankRequestBody))]
[JsonSerializable(typeof(TagRequestBody))]
[JsonSerializable(typeof(GenerateRequestBody))]
[JsonSerializable(typeof(TokenizeRequestBody))]
[JsonSerializable(typeof(DetokenizeRequestBody))]
[JsonSerializable(typeof(ScoreRequestBody))]
[JsonSerializable(typeof(ExplainRequestBody))]
[JsonSerializable(typeof(DetectRequestBody))]
[JsonSerializable(typeof(ShadowChangeBody))]
[JsonSerializable(typeof(PromoteBody))]
[JsonSerializable(typeof(RollbackBody))]
[JsonSerializable(typeof(CanaryBody))]
[JsonSerializable(typeof(GlossaryChangeBody))]
internal sealed partial class RequestJson : JsonSerializerContext;
