using Google.Protobuf.Collections;

namespace TransformerService.Client.Grpc;

/// <summary>Translates between the messages of Translate and TranslateStream and the client's records.</summary>
internal static class TranslationMessages
{
    public static V1.TranslateRequest ToMessage(TranslateRequest request)
    {
        var message = new V1.TranslateRequest
        {
            Texts = { request.Text },
            Variant = EnumMessages.ToMessage(request.Variant),
            Format = EnumMessages.ToMessage(request.Format),
            Glossary = { (request.Glossary ?? []).Select(GlossaryMessages.ToMessage) },
            Options = request.Options is { } options ? ToMessage(options) : null,
        };
        MessageValues.Set(request.Model, value => message.Model = value);
        MessageValues.Set(request.Source, value => message.Source = value);
        MessageValues.Set(request.Target, value => message.Target = value);
        return message;
    }

    public static V1.TranslateStreamRequest ToMessage(StreamedText text)
    {
        var message = new V1.TranslateStreamRequest
        {
            Id = text.Id,
            Text = text.Text,
            Variant = EnumMessages.ToMessage(text.Variant),
            Format = EnumMessages.ToMessage(text.Format),
            Glossary = { (text.Glossary ?? []).Select(GlossaryMessages.ToMessage) },
            Options = text.Options is { } options ? ToMessage(options) : null,
        };
        MessageValues.Set(text.Model, value => message.Model = value);
        MessageValues.Set(text.Source, value => message.Source = value);
        MessageValues.Set(text.Target, value => message.Target = value);
        return message;
    }

    public static TranslateAnswer Read(V1.TranslateResponse message) =>
        new()
        {
            Model = message.Model,
            Variant = EnumMessages.Read(message.Variant),
            Version = message.Version,
            Pivot = message.HasPivot ? message.Pivot : null,
            Steps = Read(message.Steps),
            Translations = [.. message.Translations.Select(Read)],
            Timing = MessageValues.Read(message.Timing),
        };

    public static StreamedTranslation Read(V1.TranslateStreamResponse message) =>
        message.OutcomeCase == V1.TranslateStreamResponse.OutcomeOneofCase.Translated
            ? new StreamedTranslation { Id = message.Id, Answer = Read(message.Translated) }
            : new StreamedTranslation { Id = message.Id, Error = GrpcFailures.Read(message.Error ?? new V1.Error()) };

    public static Hypothesis Read(V1.Hypothesis message) => new() { Text = message.Text, Score = message.Score };

    private static TranslateAnswer Read(V1.TranslatedText message) =>
        new()
        {
            Model = message.Model,
            Variant = EnumMessages.Read(message.Variant),
            Version = message.Version,
            Pivot = message.HasPivot ? message.Pivot : null,
            Steps = Read(message.Steps),
            Translations = [Read(message.Translation)],
            Timing = MessageValues.Read(message.Timing),
        };

    private static IReadOnlyList<TranslationStep>? Read(RepeatedField<V1.TranslationStep> steps) =>
        MessageValues.List(
            steps,
            step => new TranslationStep
            {
                Model = step.Model,
                Variant = EnumMessages.Read(step.Variant),
                Version = step.Version,
            }
        );

    private static Translation Read(V1.Translation message) =>
        new()
        {
            Text = message.Text,
            Score = message.Score,
            InputTokens = message.InputTokens,
            OutputTokens = message.OutputTokens,
            Truncated = message.Truncated,
            FinishReason = EnumMessages.Read(message.FinishReason),
            FinishReasons = MessageValues.List(message.FinishReasons, EnumMessages.Read),
            Warnings = MessageValues.List(
                message.Warnings,
                warning => new TranslationWarning
                {
                    Code = EnumMessages.Read(warning.Kind),
                    Text = warning.Text,
                    Sentence = warning.Sentence,
                }
            ),
            Glossary = MessageValues.List(
                message.Glossary,
                entry => new AppliedEntry
                {
                    Source = entry.Source,
                    Target = entry.Target,
                    Count = entry.Count,
                }
            ),
            Quality = message.HasQuality ? message.Quality : null,
            Variant = message.Cascade is { } cascade ? EnumMessages.Read(cascade.Variant) : null,
            Escalated = message.Cascade?.Escalated,
            Risk = message.Cascade?.Risk,
            Calibrated = message.Cascade?.Calibrated,
            NotEscalated = message.Cascade is { } decided ? EnumMessages.Read(decided.NotEscalated) : null,
            DetectedLanguage = message.DetectedLanguage is { } detected ? DetectionMessages.Read(detected) : null,
            Statistics = message.Statistics is { } statistics ? Read(statistics) : null,
            Hypotheses = MessageValues.List(message.Hypotheses, Read),
        };

    private static TranslationStatistics Read(V1.TranslationStatistics message) =>
        new()
        {
            Sentences = message.Sentences,
            SentencesWithSpans = message.SentencesWithSpans,
            SentencesCut = message.SentencesCut,
            RepeatedRows = message.RepeatedRows,
            Blocks = message.Blocks == 0 ? null : message.Blocks,
            BlocksInParts = message.Blocks == 0 ? null : message.BlocksInParts,
        };

    private static V1.TranslateOptions ToMessage(TranslateOptions options)
    {
        var message = new V1.TranslateOptions
        {
            EarlyStopping = EnumMessages.ToMessage(options.EarlyStopping),
            Protect = { options.Protect ?? [] },
            TranslateAttributes = options.TranslateAttributes ?? false,
        };
        MessageValues.Set(options.BeamSize, value => message.BeamSize = value);
        MessageValues.Set(options.MaxNewTokens, value => message.MaxNewTokens = value);
        MessageValues.Set(options.MinNewTokens, value => message.MinNewTokens = value);
        MessageValues.Set(options.LengthPenalty, value => message.LengthPenalty = value);
        MessageValues.Set(options.NoRepeatNgramSize, value => message.NoRepeatNgramSize = value);
        MessageValues.Set(options.RepetitionPenalty, value => message.RepetitionPenalty = value);
        MessageValues.Set(options.NumHypotheses, value => message.NumHypotheses = value);
        MessageValues.Set(options.SplitSentences, value => message.SplitSentences = value);
        MessageValues.Set(options.Shortlist, value => message.Shortlist = value);
        MessageValues.Set(options.KeepStructure, value => message.KeepStructure = value);
        MessageValues.Set(options.ProtectSpans, value => message.ProtectSpans = value);
        MessageValues.Set(options.RemoveInvisible, value => message.RemoveInvisible = value);
        MessageValues.Set(options.LowerCapitals, value => message.LowerCapitals = value);
        MessageValues.Set(options.CheckNumbers, value => message.CheckNumbers = value);
        MessageValues.Set(options.StopRunaways, value => message.StopRunaways = value);
        MessageValues.Set(options.ModelGlossary, value => message.ModelGlossary = value);
        return message;
    }
}
