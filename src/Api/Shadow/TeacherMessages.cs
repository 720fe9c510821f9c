using TransformerService.Models;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Shadow;

/// <summary>Translates the pipeline's records to another server's messages and back: the reverse of what the gRPC service does.</summary>
internal static class TeacherMessages
{
    public static V1.TranslateRequest ToMessage(TranslationRequest request, string model, V1.Variant variant)
    {
        var message = new V1.TranslateRequest
        {
            Texts = { request.Texts },
            Model = model,
            Variant = variant,
            Format = ToMessage(request.Format),
            Glossary = { request.Glossary.Select(entry => new V1.GlossaryEntry { Source = entry.Source, Target = entry.Target }) },
            Options = ToMessage(request.Options),
        };
        if (request.Source is { } source)
        {
            message.Source = source;
        }

        if (request.Target is { } target)
        {
            message.Target = target;
        }

        return message;
    }

    public static V1.ClassifyRequest ToMessage(ClassificationRequest request, string model, V1.Variant variant)
    {
        var message = new V1.ClassifyRequest
        {
            Texts = { request.Texts },
            TextPairs = { request.TextPairs ?? [] },
            Model = model,
            Variant = variant,
        };
        if (request.TopK is { } topK)
        {
            message.TopK = topK;
        }

        return message;
    }

    public static TranslationAnswer ToAnswer(V1.TranslateResponse response) =>
        new(
            response.Model,
            ToRole(response.Variant),
            response.Version,
            [.. response.Translations.Select(TranslatedMessages.ToText)],
            default
        );

    public static ClassificationAnswer ToAnswer(V1.ClassifyResponse response) =>
        new(
            response.Model,
            ToRole(response.Variant),
            response.Version,
            [
                .. response.Results.Select(result => new ClassifiedText(
                    [.. result.Labels.Select(label => new LabelScore(label.Label, label.Score))],
                    result.InputTokens,
                    result.Truncated
                )),
            ],
            default
        );

    private static V1.TranslateOptions ToMessage(TranslationOptions options)
    {
        // A generated setter makes a field present: what the caller left unset stays unset.
        var message = new V1.TranslateOptions
        {
            SplitSentences = options.SplitSentences,
            Shortlist = options.Shortlist,
            KeepStructure = options.KeepStructure,
            ProtectSpans = options.ProtectSpans,
            Protect = { options.Protect },
            ModelGlossary = options.ModelGlossary,
            TranslateAttributes = options.TranslateAttributes,
            RemoveInvisible = options.RemoveInvisible,
            LowerCapitals = options.LowerCapitals,
            CheckNumbers = options.CheckNumbers,
            StopRunaways = options.StopRunaways,
            EarlyStopping = ToMessage(options.EarlyStopping),
        };
        if (options.BeamSize is { } beamSize)
        {
            message.BeamSize = beamSize;
        }

        if (options.MaxNewTokens is { } maxNewTokens)
        {
            message.MaxNewTokens = maxNewTokens;
        }

        if (options.MinNewTokens is { } minNewTokens)
        {
            message.MinNewTokens = minNewTokens;
        }

        if (options.LengthPenalty is { } lengthPenalty)
        {
            message.LengthPenalty = lengthPenalty;
        }

        if (options.NoRepeatNgramSize is { } noRepeatNgramSize)
        {
            message.NoRepeatNgramSize = noRepeatNgramSize;
        }

        if (options.RepetitionPenalty is { } repetitionPenalty)
        {
            message.RepetitionPenalty = repetitionPenalty;
        }

        if (options.NumHypotheses is { } numHypotheses)
        {
            message.NumHypotheses = numHypotheses;
        }

        return message;
    }

    private static V1.TextFormat ToMessage(TextFormat format) =>
        format switch
        {
            TextFormat.Html => V1.TextFormat.Html,
            TextFormat.Xml => V1.TextFormat.Xml,
            TextFormat.Markdown => V1.TextFormat.Markdown,
            _ => V1.TextFormat.Text,
        };

    public static V1.EarlyStopping ToMessage(EarlyStopping? earlyStopping) =>
        earlyStopping switch
        {
            null => V1.EarlyStopping.Unspecified,
            EarlyStopping.Always => V1.EarlyStopping.Always,
            EarlyStopping.Never => V1.EarlyStopping.Never,
            _ => V1.EarlyStopping.Heuristic,
        };

    public static VariantRole ToRole(V1.Variant variant) => variant == V1.Variant.Teacher ? VariantRole.Teacher : VariantRole.Student;
}
