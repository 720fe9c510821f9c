using System.Text.Json.Serialization;
using TransformerService.Api.Contracts;

namespace TransformerService.Api.Json;

/// <summary>How answers are written: camelCase and without nulls.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters = [
        typeof(VariantConverter),
        typeof(TaskConverter),
        typeof(StateConverter),
        typeof(VersionStateConverter),
        typeof(SelfCheckStateConverter),
        typeof(Int8ArithmeticConverter),
        typeof(VerdictConverter),
        typeof(CanaryVerdictConverter),
        typeof(DecisionKindConverter),
        typeof(GuardRailConverter),
        typeof(ShadowStateConverter),
        typeof(FinishReasonConverter),
        typeof(TranslationWarningKindConverter),
        typeof(EscalationRefusalConverter),
        typeof(ExplanationMethodConverter),
    ]
)]
[JsonSerializable(typeof(TranslateAnswerBody))]
[JsonSerializable(typeof(ClassifyAnswerBody))]
[JsonSerializable(typeof(EmbedAnswerBody))]
[JsonSerializable(typeof(RerankAnswerBody))]
[JsonSerializable(typeof(TagAnswerBody))]
[JsonSerializable(typeof(GenerateAnswerBody))]
[JsonSerializable(typeof(GeneratedPartBody))]
[JsonSerializable(typeof(TokenizeAnswerBody))]
[JsonSerializable(typeof(DetokenizeAnswerBody))]
[JsonSerializable(typeof(ScoreAnswerBody))]
[JsonSerializable(typeof(ExplainAnswerBody))]
[JsonSerializable(typeof(DetectAnswerBody))]
[JsonSerializable(typeof(ModelsBody))]
[JsonSerializable(typeof(ModelBody))]
[JsonSerializable(typeof(VersionDifferencesBody))]
[JsonSerializable(typeof(GlossaryBody))]
[JsonSerializable(typeof(ShadowBody))]
[JsonSerializable(typeof(ShadowSettingsBody))]
[JsonSerializable(typeof(DisagreementBody))]
[JsonSerializable(typeof(LiveSecondBody))]
[JsonSerializable(typeof(ServerBody))]
[JsonSerializable(typeof(UsageBody))]
[JsonSerializable(typeof(DecisionsBody))]
[JsonSerializable(typeof(HealthBody))]
[JsonSerializable(typeof(ProblemBody))]
internal sealed partial class AnswerJson : JsonSerializerContext;
