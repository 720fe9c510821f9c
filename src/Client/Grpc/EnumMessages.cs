using Grpc.Health.V1;
using TransformerService.Client.Resilience;

namespace TransformerService.Client.Grpc;

/// <summary>Translates between the enums of the messages and the client's.</summary>
internal static class EnumMessages
{
    public static V1.Variant ToMessage(VariantRole? variant) =>
        variant switch
        {
            null => V1.Variant.Unspecified,
            VariantRole.Teacher => V1.Variant.Teacher,
            _ => V1.Variant.Student,
        };

    public static V1.TextFormat ToMessage(TextFormat? format) =>
        format switch
        {
            null => V1.TextFormat.Unspecified,
            TextFormat.Html => V1.TextFormat.Html,
            TextFormat.Xml => V1.TextFormat.Xml,
            TextFormat.Markdown => V1.TextFormat.Markdown,
            _ => V1.TextFormat.Text,
        };

    public static V1.EarlyStopping ToMessage(EarlyStopping? stopping) =>
        stopping switch
        {
            null => V1.EarlyStopping.Unspecified,
            EarlyStopping.Always => V1.EarlyStopping.Always,
            EarlyStopping.Never => V1.EarlyStopping.Never,
            _ => V1.EarlyStopping.Heuristic,
        };

    public static V1.WindowCombination ToMessage(WindowCombination? combination) =>
        combination switch
        {
            null => V1.WindowCombination.Unspecified,
            WindowCombination.Max => V1.WindowCombination.Max,
            _ => V1.WindowCombination.Mean,
        };

    public static V1.EmbeddingEncoding ToMessage(EmbeddingEncoding? encoding) =>
        encoding switch
        {
            null => V1.EmbeddingEncoding.Unspecified,
            EmbeddingEncoding.Int8 => V1.EmbeddingEncoding.Int8,
            EmbeddingEncoding.Binary => V1.EmbeddingEncoding.Binary,
            EmbeddingEncoding.Ubinary => V1.EmbeddingEncoding.Ubinary,
            _ => V1.EmbeddingEncoding.Float,
        };

    public static V1.TagAggregation ToMessage(TagAggregation? aggregation) =>
        aggregation switch
        {
            null => V1.TagAggregation.Unspecified,
            TagAggregation.None => V1.TagAggregation.None,
            TagAggregation.First => V1.TagAggregation.First,
            TagAggregation.Average => V1.TagAggregation.Average,
            TagAggregation.Max => V1.TagAggregation.Max,
            _ => V1.TagAggregation.Simple,
        };

    public static V1.OffsetUnit ToMessage(OffsetUnit? unit) =>
        unit switch
        {
            null => V1.OffsetUnit.Unspecified,
            OffsetUnit.Utf16 => V1.OffsetUnit.Utf16,
            _ => V1.OffsetUnit.CodePoints,
        };

    public static V1.ExplanationUnit ToMessage(ExplanationUnit? unit) =>
        unit switch
        {
            null => V1.ExplanationUnit.Unspecified,
            ExplanationUnit.Token => V1.ExplanationUnit.Token,
            _ => V1.ExplanationUnit.Word,
        };

    public static V1.ExplanationMethod ToMessage(ExplanationMethod? method) =>
        method switch
        {
            null => V1.ExplanationMethod.Unspecified,
            ExplanationMethod.Attention => V1.ExplanationMethod.Attention,
            _ => V1.ExplanationMethod.Occlusion,
        };

    public static ExplanationMethod ReadMethod(string name) =>
        name switch
        {
            "occlusion" => ExplanationMethod.Occlusion,
            "attention" => ExplanationMethod.Attention,
            _ => throw ClientFailures.InvalidAnswer(),
        };

    public static VariantRole Read(V1.Variant variant) =>
        variant switch
        {
            V1.Variant.Student => VariantRole.Student,
            V1.Variant.Teacher => VariantRole.Teacher,
            _ => throw ClientFailures.InvalidAnswer(),
        };

    public static FinishReason Read(V1.FinishReason reason) =>
        reason switch
        {
            V1.FinishReason.Stop => FinishReason.Stop,
            V1.FinishReason.Length => FinishReason.Length,
            V1.FinishReason.Repetition => FinishReason.Repetition,
            _ => throw ClientFailures.InvalidAnswer(),
        };

    public static EscalationRefusal? Read(V1.EscalationRefusal refusal) =>
        refusal switch
        {
            V1.EscalationRefusal.Unspecified => null,
            V1.EscalationRefusal.BudgetSpent => EscalationRefusal.BudgetSpent,
            V1.EscalationRefusal.TeacherBusy => EscalationRefusal.TeacherBusy,
            V1.EscalationRefusal.TeacherAway => EscalationRefusal.TeacherAway,
            V1.EscalationRefusal.TimeShort => EscalationRefusal.TimeShort,
            V1.EscalationRefusal.LimitReached => EscalationRefusal.LimitReached,
            _ => throw ClientFailures.InvalidAnswer(),
        };

    public static TranslationWarningKind Read(V1.TranslationWarningKind kind) =>
        kind switch
        {
            V1.TranslationWarningKind.SpanChanged => TranslationWarningKind.SpanChanged,
            V1.TranslationWarningKind.NumberChanged => TranslationWarningKind.NumberChanged,
            V1.TranslationWarningKind.GlossaryNotApplied => TranslationWarningKind.GlossaryNotApplied,
            V1.TranslationWarningKind.AlreadyInTarget => TranslationWarningKind.AlreadyInTarget,
            V1.TranslationWarningKind.SourceNotSupported => TranslationWarningKind.SourceNotSupported,
            V1.TranslationWarningKind.MoreWarnings => TranslationWarningKind.MoreWarnings,
            _ => throw ClientFailures.InvalidAnswer(),
        };

    public static ModelTask? Read(V1.ModelTask task) =>
        task switch
        {
            V1.ModelTask.Unspecified => null,
            V1.ModelTask.Translation => ModelTask.Translation,
            V1.ModelTask.TextClassification => ModelTask.TextClassification,
            V1.ModelTask.TokenClassification => ModelTask.TokenClassification,
            V1.ModelTask.FeatureExtraction => ModelTask.FeatureExtraction,
            V1.ModelTask.TextRanking => ModelTask.TextRanking,
            V1.ModelTask.Text2TextGeneration => ModelTask.Text2Text,
            _ => throw ClientFailures.InvalidAnswer(),
        };

    public static ModelState Read(V1.ModelState state) =>
        state switch
        {
            V1.ModelState.Loading => ModelState.Loading,
            V1.ModelState.Ready => ModelState.Ready,
            V1.ModelState.Failed => ModelState.Failed,
            _ => throw ClientFailures.InvalidAnswer(),
        };

    public static Int8Arithmetic ReadArithmetic(string arithmetic) =>
        arithmetic switch
        {
            "exact" => Int8Arithmetic.Exact,
            "exactMode" => Int8Arithmetic.ExactMode,
            "saturating" => Int8Arithmetic.Saturating,
            _ => throw ClientFailures.InvalidAnswer(),
        };

    public static VersionState Read(V1.VersionState state) =>
        state switch
        {
            V1.VersionState.Available => VersionState.Available,
            V1.VersionState.Loading => VersionState.Loading,
            V1.VersionState.Ready => VersionState.Ready,
            V1.VersionState.Failed => VersionState.Failed,
            _ => throw ClientFailures.InvalidAnswer(),
        };

    public static SelfCheckState Read(V1.SelfCheckState state) =>
        state switch
        {
            V1.SelfCheckState.None => SelfCheckState.None,
            V1.SelfCheckState.Passed => SelfCheckState.Passed,
            V1.SelfCheckState.Failed => SelfCheckState.Failed,
            _ => throw ClientFailures.InvalidAnswer(),
        };

    public static ShadowVerdict Read(V1.ShadowVerdict verdict) =>
        verdict switch
        {
            V1.ShadowVerdict.Undecided => ShadowVerdict.Undecided,
            V1.ShadowVerdict.Holds => ShadowVerdict.Holds,
            V1.ShadowVerdict.Strays => ShadowVerdict.Strays,
            _ => throw ClientFailures.InvalidAnswer(),
        };

    public static ServerHealth Read(HealthCheckResponse message) =>
        new() { Status = message.Status == HealthCheckResponse.Types.ServingStatus.Serving ? "ready" : "notReady" };

    public static CanaryVerdict Read(V1.CanaryVerdict verdict) =>
        verdict switch
        {
            V1.CanaryVerdict.Undecided => CanaryVerdict.Undecided,
            V1.CanaryVerdict.NotWorse => CanaryVerdict.NotWorse,
            V1.CanaryVerdict.Worse => CanaryVerdict.Worse,
            _ => throw ClientFailures.InvalidAnswer(),
        };

    public static DecisionKind Read(V1.DecisionKind kind) =>
        kind switch
        {
            V1.DecisionKind.Promote => DecisionKind.Promote,
            V1.DecisionKind.RollBack => DecisionKind.RollBack,
            V1.DecisionKind.Expire => DecisionKind.Expire,
            V1.DecisionKind.SetCanary => DecisionKind.SetCanary,
            V1.DecisionKind.EndCanary => DecisionKind.EndCanary,
            _ => throw ClientFailures.InvalidAnswer(),
        };

    public static GuardRail? Read(V1.GuardRail rail) =>
        rail switch
        {
            V1.GuardRail.Unspecified => null,
            V1.GuardRail.Latency => GuardRail.Latency,
            _ => throw ClientFailures.InvalidAnswer(),
        };

    public static ShadowSideState Read(V1.ShadowSideState state) =>
        state switch
        {
            V1.ShadowSideState.Loading => ShadowSideState.Loading,
            V1.ShadowSideState.Ready => ShadowSideState.Ready,
            V1.ShadowSideState.Available => ShadowSideState.Available,
            V1.ShadowSideState.Failed => ShadowSideState.Failed,
            V1.ShadowSideState.Unreachable => ShadowSideState.Unreachable,
            _ => throw ClientFailures.InvalidAnswer(),
        };
}
