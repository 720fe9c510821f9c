using TransformerService.Inference.Admission;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Configuration;
using TransformerService.Models.Errors;
using TransformerService.Models.Languages;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Detection;

/// <summary>
/// Translates texts whose languages are not named:
/// 1. The languages are detected, in a request of their own.
/// 2. A text that is in the target language, or surely in one that the model does not translate from, comes back as it is, with a warning. What is not sure is taken for the most probable of the languages that can be translated.
/// 3. The others are translated in one request for each language, one after the other: each is admitted, charged and measured as any other.
/// </summary>
internal sealed class AutoTranslation(
    ModelCatalog catalog,
    InferenceOptions options,
    TimeProvider timeProvider,
    Func<DetectionRequest, RequestHold, CancellationToken, Task<DetectionAnswer>> detectAsync,
    Func<TranslationRequest, RequestHold, CancellationToken, Task<TranslationAnswer>> translateAsync
)
{
    /// <summary>Translates the texts of a request.</summary>
    /// <exception cref="InferenceException">A text is empty, no model fits, or several models would have to answer.</exception>
    public async Task<TranslationAnswer> AnswerAsync(TranslationRequest request, RequestHold hold, CancellationToken cancellationToken)
    {
        var started = timeProvider.GetTimestamp();
        RequestRules.Check(request, options);
        var fallback = Fallback(request);
        var detected = await DetectAsync(request, fallback, cancellationToken);
        var texts = new TranslatedText?[request.Count];
        var groups = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var text = 0; text < request.Count; text++)
        {
            var (source, warning) = Decide(request, fallback, detected.Detections[text].Language, text);
            if (source is null)
            {
                texts[text] = Copied(request.Texts[text], detected.Detections[text].Language, warning);
            }
            else
            {
                groups.TryAdd(source, []);
                groups[source].Add(text);
            }
        }

        TranslationRequest[] parts = [.. groups.Select(group => Part(request, group.Key, group.Value))];
        CheckOneModel(parts);
        TranslationAnswer? answer = null;
        var timing = detected.Timing;
        foreach (var (part, places) in parts.Zip(groups.Values))
        {
            hold.Next();
            answer = await translateAsync(part with { Timeout = Left(request, started) }, hold, cancellationToken);
            timing = timing.Plus(answer.Timing);
            foreach (var (translation, place) in answer.Translations.Zip(places))
            {
                texts[place] = translation with { DetectedLanguage = detected.Detections[place].Language };
            }
        }

        timing = timing with { Total = timeProvider.GetElapsedTime(started) };
        IReadOnlyList<TranslatedText> all = [.. texts.OfType<TranslatedText>()];
        return answer is not null ? answer with { Translations = all, Timing = timing } : Untranslated(request, fallback, all, timing);
    }

    /// <summary>
    /// The model that answers whatever the source language is: the named one, the only one, or the only one for the target.
    /// </summary>
    private CatalogModel? Fallback(TranslationRequest request)
    {
        try
        {
            return ModelSelector.ForTranslation(catalog.Models, request with { Source = null }).Model;
        }
        catch (InferenceException several) when (several.Error == InferenceError.InvalidInput && request.Model is null)
        {
            return request.Target is not null
                ? null
                : throw InferenceException.Invalid("'source' auto needs a 'target' or a 'model' here: several models translate.");
        }
    }

    /// <summary>The languages that the model, or any model, translates into the target.</summary>
    private HashSet<string> Sources(TranslationRequest request, CatalogModel? fallback) =>
        [
            .. (fallback is null ? catalog.Models : [fallback]).SelectMany(model =>
                LanguageDetector.LanguagesOf(model).Where(source => model.MayTranslate(source, request.Target))
            ),
        ];

    /// <summary>Detects the languages; that of a text without anything in it is undetermined.</summary>
    private async Task<DetectionAnswer> DetectAsync(TranslationRequest request, CatalogModel? fallback, CancellationToken cancellationToken)
    {
        using var hold = new RequestHold(); // nothing of it is sent
        var texts = request.Format is TextFormat.Html or TextFormat.Xml ? [.. request.Texts.Select(PlainText.OfMarkup)] : request.Texts;
        int[] places = [.. texts.Index().Where(static text => !string.IsNullOrWhiteSpace(text.Item)).Select(static text => text.Index)];
        var detections = Enumerable
            .Repeat(new DetectedText(new DetectedLanguage(LanguageDetector.Undetermined, 0), null), texts.Count)
            .ToArray();
        if (places.Length == 0)
        {
            return new DetectionAnswer(detections, default);
        }

        var found = await detectAsync(
            new DetectionRequest([.. places.Select(place => texts[place])])
            {
                Caller = request.Caller,
                Timeout = request.Timeout,
                IsPart = true,
                Expected = Sources(request, fallback),
                Target = TargetOf(request, fallback) is { } target ? LanguageTag.Parse(target)?.Language : null,
            },
            hold,
            cancellationToken
        );
        foreach (var (place, detection) in places.Zip(found.Detections))
        {
            detections[place] = detection;
        }

        return found with
        {
            Detections = detections,
        };
    }

    private static string? TargetOf(TranslationRequest request, CatalogModel? fallback) =>
        request.Target ?? fallback?.Definition.Manifest?.TargetLanguage ?? fallback?.Languages?.Target?.Code;

    /// <summary>Returns the language from which a text is translated, or <see langword="null"/> and why it comes back as it is.</summary>
    private (string? Source, TranslationWarningKind? Warning) Decide(
        TranslationRequest request,
        CatalogModel? fallback,
        DetectedLanguage detected,
        int text
    )
    {
        var target = TargetOf(request, fallback);
        var only = fallback?.Definition.Manifest?.SourceLanguage;
        if (detected.Language == LanguageDetector.Undetermined)
        {
            return (only, null);
        }

        var isSure = detected.Confidence >= LanguageDetector.Sure;
        if (detected.Confidence >= LanguageDetector.Likely && target is not null && LanguageTag.AreSame(detected.Language, target))
        {
            return (null, TranslationWarningKind.AlreadyInTarget);
        }

        var source = isSure ? detected.Language : only ?? detected.Language;
        if (fallback is not null)
        {
            return fallback.MayTranslate(source, request.Target) ? (source, null) : (null, TranslationWarningKind.SourceNotSupported);
        }

        try
        {
            ModelSelector.ForTranslation(catalog.Models, request with { Source = source });
            return (source, null);
        }
        catch (InferenceException none) when (none.Error == InferenceError.ModelNotFound)
        {
            throw new InferenceException(
                InferenceError.ModelNotFound,
                $"The text at index {text} is in '{source}' (detected), and no model here translates from it to the language asked for. GET /v1/models lists the models."
            );
        }
    }

    /// <summary>An answer names one model.</summary>
    private void CheckOneModel(TranslationRequest[] parts)
    {
        var models = catalog.Models;
        if (parts.Length > 1 && parts.DistinctBy(part => ModelSelector.ForTranslation(models, part).Model.Name).Count() > 1)
        {
            throw InferenceException.Invalid(
                $"The texts are in several languages (detected: {string.Join(", ", parts.Select(part => part.Source))}), from which different models translate; send the texts of each language in a request of its own."
            );
        }
    }

    private static TranslationRequest Part(TranslationRequest request, string source, List<int> texts) =>
        request with
        {
            Source = source,
            Texts = [.. texts.Select(text => request.Texts[text])],
        };

    private TimeSpan Left(TranslationRequest request, long started)
    {
        var time = request.Timeout < options.RequestTimeout ? request.Timeout.Value : options.RequestTimeout;
        var left = time - timeProvider.GetElapsedTime(started);
        return left > TimeSpan.Zero
            ? left
            : throw new InferenceException(
                InferenceError.TimedOut,
                "The request was not answered in its time; send fewer or shorter texts, or name the source language."
            );
    }

    private static TranslatedText Copied(string text, DetectedLanguage detected, TranslationWarningKind? warning) =>
        new(text, 0, 0, 0, Truncated: false, Hypotheses: null)
        {
            DetectedLanguage = detected,
            Warnings = warning is { } kind ? [new TranslationWarning(kind, detected.Language, 0)] : [],
        };

    /// <summary>The answer of texts none of which a model has read; it names the model that would have.</summary>
    private TranslationAnswer Untranslated(
        TranslationRequest request,
        CatalogModel? fallback,
        IReadOnlyList<TranslatedText> texts,
        RequestTiming timing
    )
    {
        fallback ??= ModelSelector.Into(catalog.Models, request.Target);
        var (model, variant) = ModelSelector.ForTranslation(catalog.Models, request with { Model = fallback.Name, Source = null });
        return new TranslationAnswer(model.Name, variant.Role, variant.ShortHash ?? "", texts, timing);
    }
}
