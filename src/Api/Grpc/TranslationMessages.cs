using TransformerService.Api.Contracts;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Grpc;

/// <summary>Translates between the messages of Translate and TranslateStream and the pipeline's records.</summary>
internal static class TranslationMessages
{
    public static TranslationRequest ToRequest(V1.TranslateRequest message) =>
        new(message.Texts)
        {
            Model = message.HasModel ? message.Model : null,
            Source = message.HasSource ? message.Source : null,
            Target = message.HasTarget ? message.Target : null,
            Variant = MessageValues.ToRole(message.Variant),
            Format = ToFormat(message.Format),
            Glossary = [.. message.Glossary.Select(GlossaryMessages.ToEntry)],
            Options = ToOptions(message.Options),
        };

    /// <exception cref="InferenceException">The message could not be read.</exception>
    public static TranslationRequest ToRequest(V1.TranslateStreamRequest message)
    {
        if (message.Unread is { } fault)
        {
            throw new InferenceException(fault.Error, fault.Detail);
        }

        return new TranslationRequest([message.Text])
        {
            Model = message.HasModel ? message.Model : null,
            Source = message.HasSource ? message.Source : null,
            Target = message.HasTarget ? message.Target : null,
            Variant = MessageValues.ToRole(message.Variant),
            Format = ToFormat(message.Format),
            Glossary = [.. message.Glossary.Select(GlossaryMessages.ToEntry)],
            Options = ToOptions(message.Options),
        };
    }

    /// <summary>The answer to a text of a stream.</summary>
    public static V1.TranslateStreamResponse ToStreamed(V1.TranslateStreamRequest message, TranslationAnswer answer) =>
        new() { Id = message.Id, Translated = ToText(answer) };

    /// <summary>The failure of a text of a stream.</summary>
    public static V1.TranslateStreamResponse ToStreamed(V1.TranslateStreamRequest message, V1.Error error) =>
        new() { Id = message.Id, Error = error };

    public static V1.TranslateResponse ToResponse(TranslationAnswer answer)
    {
        var message = new V1.TranslateResponse
        {
            Model = answer.Model,
            Variant = MessageValues.ToMessage(answer.Variant),
            Version = answer.Version,
            Translations = { answer.Translations.Select(ToMessage) },
            Timing = MessageValues.ToMessage(answer.Timing),
            Steps = { (answer.Pivot?.Steps ?? []).Select(ToMessage) },
        };
        if (answer.Pivot is { Language: var language })
        {
            message.Pivot = language;
        }

        return message;
    }

    /// <summary>The answer to a request for one text.</summary>
    public static V1.TranslatedText ToText(TranslationAnswer answer)
    {
        var message = new V1.TranslatedText
        {
            Model = answer.Model,
            Variant = MessageValues.ToMessage(answer.Variant),
            Version = answer.Version,
            Translation = ToMessage(answer.Translations[0]),
            Timing = MessageValues.ToMessage(answer.Timing),
            Steps = { (answer.Pivot?.Steps ?? []).Select(ToMessage) },
        };
        if (answer.Pivot is { Language: var language })
        {
            message.Pivot = language;
        }

        return message;
    }

    private static V1.TranslationStep ToMessage(PivotStep step) =>
        new()
        {
            Model = step.Model,
            Variant = MessageValues.ToMessage(step.Variant),
            Version = step.Version,
        };

    private static TranslationOptions ToOptions(V1.TranslateOptions? message) =>
        message is null
            ? TranslationOptions.Default
            : new TranslationOptions
            {
                BeamSize = message.HasBeamSize ? message.BeamSize : null,
                MaxNewTokens = message.HasMaxNewTokens ? message.MaxNewTokens : null,
                MinNewTokens = message.HasMinNewTokens ? message.MinNewTokens : null,
                LengthPenalty = message.HasLengthPenalty ? message.LengthPenalty : null,
                NoRepeatNgramSize = message.HasNoRepeatNgramSize ? message.NoRepeatNgramSize : null,
                RepetitionPenalty = message.HasRepetitionPenalty ? message.RepetitionPenalty : null,
                NumHypotheses = message.HasNumHypotheses ? message.NumHypotheses : null,
                EarlyStopping = ToEarlyStopping(message.EarlyStopping),
                SplitSentences = message.HasSplitSentences ? message.SplitSentences : TranslationOptions.Default.SplitSentences,
                Shortlist = message.HasShortlist ? message.Shortlist : TranslationOptions.Default.Shortlist,
                KeepStructure = message.HasKeepStructure ? message.KeepStructure : TranslationOptions.Default.KeepStructure,
                ProtectSpans = message.HasProtectSpans ? message.ProtectSpans : TranslationOptions.Default.ProtectSpans,
                Protect = message.Protect,
                TranslateAttributes = message.TranslateAttributes,
                ModelGlossary = message.HasModelGlossary ? message.ModelGlossary : TranslationOptions.Default.ModelGlossary,
                RemoveInvisible = message.HasRemoveInvisible ? message.RemoveInvisible : TranslationOptions.Default.RemoveInvisible,
                LowerCapitals = message.HasLowerCapitals ? message.LowerCapitals : TranslationOptions.Default.LowerCapitals,
                CheckNumbers = message.HasCheckNumbers ? message.CheckNumbers : TranslationOptions.Default.CheckNumbers,
                StopRunaways = message.HasStopRunaways ? message.StopRunaways : TranslationOptions.Default.StopRunaways,
            };

    private static TextFormat ToFormat(V1.TextFormat message) =>
        message switch
        {
            V1.TextFormat.Unspecified or V1.TextFormat.Text => TextFormat.Text,
            V1.TextFormat.Html => TextFormat.Html,
            V1.TextFormat.Xml => TextFormat.Xml,
            V1.TextFormat.Markdown => TextFormat.Markdown,
            _ => throw MessageValues.Unknown("format", nameof(V1.TextFormat)),
        };

    public static EarlyStopping? ToEarlyStopping(V1.EarlyStopping message) =>
        message switch
        {
            V1.EarlyStopping.Unspecified => null,
            V1.EarlyStopping.Heuristic => EarlyStopping.Heuristic,
            V1.EarlyStopping.Always => EarlyStopping.Always,
            V1.EarlyStopping.Never => EarlyStopping.Never,
            _ => throw MessageValues.Unknown("options.early_stopping", nameof(V1.EarlyStopping)),
        };

    private static V1.Translation ToMessage(TranslatedText translation)
    {
        var message = new V1.Translation
        {
            Text = translation.Text,
            Score = WireValues.Finite(translation.Score),
            InputTokens = translation.InputTokens,
            OutputTokens = translation.OutputTokens,
            Truncated = translation.Truncated,
            Hypotheses = { (translation.Hypotheses ?? []).Select(ToMessage) },
            FinishReason = ToMessage(translation.FinishReason),
            FinishReasons = { (translation.FinishReasons ?? []).Select(ToMessage) },
            Warnings = { translation.Warnings.Select(ToMessage) },
            Glossary = { translation.Glossary.Select(GlossaryMessages.ToMessage) },
            DetectedLanguage = translation.DetectedLanguage is { } detected ? DetectionMessages.ToMessage(detected) : null,
            Statistics = translation.Statistics is { } statistics ? ToMessage(statistics) : null,
            Cascade = translation.Cascade is { } cascade ? CascadeMessages.ToMessage(cascade) : null,
        };
        if (translation.Quality is { } quality)
        {
            message.Quality = WireValues.Share(quality);
        }

        return message;
    }

    public static V1.FinishReason ToMessage(FinishReason reason) =>
        reason switch
        {
            FinishReason.Length => V1.FinishReason.Length,
            FinishReason.Repetition => V1.FinishReason.Repetition,
            _ => V1.FinishReason.Stop,
        };

    private static V1.TranslationWarning ToMessage(TranslationWarning warning) =>
        new()
        {
            Kind = warning.Kind switch
            {
                TranslationWarningKind.NumberChanged => V1.TranslationWarningKind.NumberChanged,
                TranslationWarningKind.GlossaryNotApplied => V1.TranslationWarningKind.GlossaryNotApplied,
                TranslationWarningKind.AlreadyInTarget => V1.TranslationWarningKind.AlreadyInTarget,
                TranslationWarningKind.SourceNotSupported => V1.TranslationWarningKind.SourceNotSupported,
                TranslationWarningKind.MoreWarnings => V1.TranslationWarningKind.MoreWarnings,
                _ => V1.TranslationWarningKind.SpanChanged,
            },
            Text = warning.Text,
            Sentence = warning.Sentence,
        };

    private static V1.TranslationStatistics ToMessage(TranslationStatistics statistics) =>
        new()
        {
            Blocks = statistics.Blocks ?? 0,
            BlocksInParts = statistics.BlocksInParts ?? 0,
            Sentences = statistics.Sentences,
            SentencesWithSpans = statistics.SentencesWithSpans,
            SentencesCut = statistics.SentencesCut,
            RepeatedRows = statistics.RepeatedRows,
        };

    public static V1.Hypothesis ToMessage(Hypothesis hypothesis) =>
        new() { Text = hypothesis.Text, Score = WireValues.Finite(hypothesis.Score) };
}
