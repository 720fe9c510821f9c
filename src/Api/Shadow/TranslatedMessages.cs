using TransformerService.Models.Glossaries;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Shadow;

/// <summary>Reads the translations of another server.</summary>
internal static class TranslatedMessages
{
    public static TranslatedText ToText(V1.Translation message) =>
        new(message.Text, message.Score, message.InputTokens, message.OutputTokens, message.Truncated, null)
        {
            FinishReason = ToReason(message.FinishReason),
            FinishReasons = message.FinishReasons.Count > 0 ? [.. message.FinishReasons.Select(ToReason)] : null,
            Warnings = [.. message.Warnings.Select(ToWarning)],
            Glossary =
            [
                .. message.Glossary.Select(applied => new AppliedEntry(new GlossaryEntry(applied.Source, applied.Target), applied.Count)),
            ],
            Quality = message.HasQuality ? message.Quality : null,
            Statistics = message.Statistics is { } statistics
                ? new TranslationStatistics(
                    statistics.Sentences,
                    statistics.SentencesWithSpans,
                    statistics.SentencesCut,
                    statistics.RepeatedRows
                )
                : null,
        };

    private static FinishReason ToReason(V1.FinishReason message) =>
        message switch
        {
            V1.FinishReason.Length => FinishReason.Length,
            V1.FinishReason.Repetition => FinishReason.Repetition,
            _ => FinishReason.Stop,
        };

    private static TranslationWarning ToWarning(V1.TranslationWarning message) =>
        new(
            message.Kind switch
            {
                V1.TranslationWarningKind.NumberChanged => TranslationWarningKind.NumberChanged,
                V1.TranslationWarningKind.GlossaryNotApplied => TranslationWarningKind.GlossaryNotApplied,
                V1.TranslationWarningKind.AlreadyInTarget => TranslationWarningKind.AlreadyInTarget,
                V1.TranslationWarningKind.SourceNotSupported => TranslationWarningKind.SourceNotSupported,
                V1.TranslationWarningKind.MoreWarnings => TranslationWarningKind.MoreWarnings,
                _ => TranslationWarningKind.SpanChanged,
            },
            message.Text,
            message.Sentence
        );
}
