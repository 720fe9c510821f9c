using TransformerService.Api.Contracts;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Endpoints;

/// <summary>Translates between the bodies of <c>/v1/translate</c> and the pipeline's records.</summary>
internal static class TranslationWire
{
    public static TranslationRequest ToRequest(TranslateRequestBody body) =>
        new(WireValues.Required(body.Text))
        {
            Model = body.Model,
            Source = body.Source,
            Target = body.Target,
            Variant = body.Variant,
            Format = body.Format ?? TextFormat.Text,
            Glossary = GlossaryWire.ToEntries(body.Glossary, "glossary"),
            Options = ToOptions(body.Options),
        };

    public static TranslateAnswerBody ToBody(TranslationAnswer answer) =>
        new()
        {
            Model = answer.Model,
            Variant = answer.Variant,
            Version = answer.Version,
            Pivot = answer.Pivot?.Language,
            Steps = answer.Pivot is null ? null : [.. answer.Pivot.Steps.Select(ToBody)],
            Translations = [.. answer.Translations.Select(ToBody)],
            Timing = WireValues.ToBody(answer.Timing),
        };

    private static TranslationOptions ToOptions(TranslateOptionsBody? body) =>
        body is null
            ? TranslationOptions.Default
            : new TranslationOptions
            {
                BeamSize = body.BeamSize,
                MaxNewTokens = body.MaxNewTokens,
                MinNewTokens = body.MinNewTokens,
                LengthPenalty = body.LengthPenalty,
                NoRepeatNgramSize = body.NoRepeatNgramSize,
                RepetitionPenalty = body.RepetitionPenalty,
                NumHypotheses = body.NumHypotheses,
                EarlyStopping = body.EarlyStopping,
                SplitSentences = body.SplitSentences ?? TranslationOptions.Default.SplitSentences,
                Shortlist = body.Shortlist ?? TranslationOptions.Default.Shortlist,
                KeepStructure = body.KeepStructure ?? TranslationOptions.Default.KeepStructure,
                ProtectSpans = body.ProtectSpans ?? TranslationOptions.Default.ProtectSpans,
                Protect = body.Protect?.Values ?? TranslationOptions.Default.Protect,
                TranslateAttributes = body.TranslateAttributes ?? TranslationOptions.Default.TranslateAttributes,
                ModelGlossary = body.ModelGlossary ?? TranslationOptions.Default.ModelGlossary,
                RemoveInvisible = body.RemoveInvisible ?? TranslationOptions.Default.RemoveInvisible,
                LowerCapitals = body.LowerCapitals ?? TranslationOptions.Default.LowerCapitals,
                CheckNumbers = body.CheckNumbers ?? TranslationOptions.Default.CheckNumbers,
                StopRunaways = body.StopRunaways ?? TranslationOptions.Default.StopRunaways,
            };

    private static TranslationBody ToBody(TranslatedText translation) =>
        new()
        {
            Text = translation.Text,
            Score = WireValues.Finite(translation.Score),
            InputTokens = translation.InputTokens,
            OutputTokens = translation.OutputTokens,
            Truncated = translation.Truncated,
            FinishReason = translation.FinishReason,
            FinishReasons = translation.FinishReasons,
            Warnings = translation.Warnings.Count == 0 ? null : [.. translation.Warnings.Select(ToBody)],
            Glossary = translation.Glossary.Count == 0 ? null : [.. translation.Glossary.Select(GlossaryWire.ToBody)],
            Quality = translation.Quality is { } quality ? WireValues.Share(quality) : null,
            Variant = translation.Cascade?.Variant,
            Escalated = translation.Cascade?.IsEscalated,
            Risk = translation.Cascade is { } cascade ? WireValues.Share(cascade.Risk) : null,
            Calibrated = translation.Cascade?.IsCalibrated,
            NotEscalated = translation.Cascade?.Refusal,
            DetectedLanguage = translation.DetectedLanguage is { } detected ? DetectionWire.ToBody(detected) : null,
            Statistics = translation.Statistics is { } statistics ? ToBody(statistics) : null,
            Hypotheses = translation.Hypotheses is null ? null : [.. translation.Hypotheses.Select(ToBody)],
        };

    private static TranslationStepBody ToBody(PivotStep step) =>
        new()
        {
            Model = step.Model,
            Variant = step.Variant,
            Version = step.Version,
        };

    private static TranslationWarningBody ToBody(TranslationWarning warning) =>
        new()
        {
            Code = warning.Kind,
            Text = warning.Text,
            Sentence = warning.Sentence,
        };

    private static TranslationStatisticsBody ToBody(TranslationStatistics statistics) =>
        new()
        {
            Sentences = statistics.Sentences,
            SentencesWithSpans = statistics.SentencesWithSpans,
            SentencesCut = statistics.SentencesCut,
            RepeatedRows = statistics.RepeatedRows,
            Blocks = statistics.Blocks,
            BlocksInParts = statistics.BlocksInParts,
        };

    public static HypothesisBody ToBody(Hypothesis hypothesis) =>
        new() { Text = hypothesis.Text, Score = WireValues.Finite(hypothesis.Score) };
}
