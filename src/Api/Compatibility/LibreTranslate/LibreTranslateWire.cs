using TransformerService.Api.Contracts;
using TransformerService.Models.Errors;
using TransformerService.Models.Languages;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Compatibility.LibreTranslate;

/// <summary>Translates between LibreTranslate's bodies and the pipeline's records.</summary>
internal static class LibreTranslateWire
{
    /// <summary>LibreTranslate returns all that it is sure of; its models rarely give more.</summary>
    private const int Guesses = 3;

    private const int Percent = 100;

    private const string English = "en";

    public static TranslationRequest ToRequest(LibreTranslateRequest body)
    {
        if (body.Q is { IsArray: false, Values: [""] })
        {
            throw InferenceException.Invalid("$.q is empty; it must be a text, or an array of texts.");
        }

        if (body.Alternatives > LibreCount.Most)
        {
            throw InferenceException.Invalid($"$.alternatives must be a whole number of at most {LibreCount.Most}.");
        }

        var format = body.Format switch
        {
            null or "" or "text" => TextFormat.Text,
            "html" => TextFormat.Html,
            _ => throw InferenceException.Invalid("$.format must be \"text\" or \"html\"."),
        };
        var hypotheses = format == TextFormat.Text ? 1 + (body.Alternatives ?? 0) : 1; // LibreTranslate gives none for HTML, either
        return new TranslationRequest(WireValues.Required(body.Q, "q"))
        {
            Source = WireValues.Required(body.Source, "source"),
            Target = WireValues.Required(body.Target, "target"),
            Format = format,
            Options =
                hypotheses == 1
                    ? TranslationOptions.Default
                    : TranslationOptions.Default with
                    {
                        BeamSize = hypotheses,
                        NumHypotheses = hypotheses,
                    },
        };
    }

    /// <summary>The answer where source and target are one language: LibreTranslate returns the texts as they are.</summary>
    public static IResult? ToResultOfOneLanguage(LibreTranslateRequest body, TranslationRequest request, TranslatorLanguages languages) =>
        request is { Source: { } source, Target: { } target } && LanguageTag.AreEqual(source, target) && languages.Has(target)
            ? ToResult(body, request.Texts, null, [.. request.Texts.Select(static _ => (IReadOnlyList<string>)[])])
            : null;

    public static DetectionRequest ToDetection(LibreTranslateRequest body) =>
        new([WireValues.Required(body.Q, "q")[0]]) { TopK = int.MaxValue };

    public static IResult ToResult(LibreTranslateRequest body, TranslationAnswer answer, TranslatorLanguages languages)
    {
        IReadOnlyList<LibreLanguageGuess>? detected =
            body.Source == TranslationRequest.Auto
                ?
                [
                    .. answer.Translations.Select(text =>
                        text.DetectedLanguage is { } found && languages.Has(found.Language) ? Guess(found) : Unknown(languages)
                    ),
                ]
                : null;
        return ToResult(
            body,
            [.. answer.Translations.Select(static text => text.Text)],
            detected,
            [.. answer.Translations.Select(static text => Alternatives(text))]
        );
    }

    /// <summary>The detected languages. As in LibreTranslate, a language that no model translates is none.</summary>
    public static IResult ToResult(DetectionAnswer answer, TranslatorLanguages languages)
    {
        LibreLanguageGuess[] found =
        [
            .. (answer.Detections[0].Candidates ?? [answer.Detections[0].Language])
                .Where(candidate => languages.Has(candidate.Language))
                .Take(Guesses)
                .Select(Guess),
        ];
        return TypedResults.Json(
            found.Length > 0 ? found : [Unknown(languages)],
            LibreTranslateJson.Answers.IReadOnlyListLibreLanguageGuess
        );
    }

    private static IResult ToResult(
        LibreTranslateRequest body,
        IReadOnlyList<string> texts,
        IReadOnlyList<LibreLanguageGuess>? detected,
        IReadOnlyList<IReadOnlyList<string>> alternatives
    )
    {
        var isAsked = body.Alternatives > 0;
        return body.Q?.IsArray == true
            ? TypedResults.Json(
                new LibreTranslations(texts) { DetectedLanguage = detected, Alternatives = isAsked ? alternatives : null },
                LibreTranslateJson.Answers.LibreTranslations
            )
            : TypedResults.Json(
                new LibreTranslation(texts[0]) { DetectedLanguage = detected?[0], Alternatives = isAsked ? alternatives[0] : null },
                LibreTranslateJson.Answers.LibreTranslation
            );
    }

    /// <summary>The next hypotheses. Several searches end in one text: each is given once, and the translation is not among them.</summary>
    private static IReadOnlyList<string> Alternatives(TranslatedText text) =>
        text.Hypotheses is null
            ? []
            :
            [
                .. text
                    .Hypotheses.Skip(1)
                    .Select(static hypothesis => hypothesis.Text)
                    .Distinct()
                    .Where(other => other.Length > 0 && other != text.Text),
            ];

    /// <summary>What LibreTranslate says where it finds no language: English, without any confidence.</summary>
    private static LibreLanguageGuess Unknown(TranslatorLanguages languages) =>
        new(0, languages.Has(English) ? English : languages.All.FirstOrDefault(English));

    private static LibreLanguageGuess Guess(DetectedLanguage detected) =>
        new(Math.Round(detected.Confidence * Percent, 1), detected.Language);
}
