using TransformerService.Api.Contracts;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Compatibility.LibreTranslate;

/// <summary>Translates between LibreTranslate's bodies and the pipeline's records.</summary>
internal static class LibreTranslateWire
{
    private const int MostAlternatives = GenerationLimits.MaxBeamSize - 1;

    /// <summary>LibreTranslate returns all that it is sure of; its models rarely give more.</summary>
    private const int Guesses = 3;

    private const int Percent = 100;

    public static TranslationRequest ToRequest(LibreTranslateRequest body)
    {
        if (body.Q is { IsArray: false, Values: [""] })
        {
            throw InferenceException.Invalid("$.q is empty; it must be a text, or an array of texts.");
        }

        if (body.Format == "html" && body.Alternatives > 0)
        {
            throw InferenceException.Invalid("$.alternatives must be 0 or left out with \"format\": \"html\".");
        }

        var hypotheses = 1 + (body.Alternatives ?? 0);
        return new TranslationRequest(WireValues.Required(body.Q, "q"))
        {
            Source = WireValues.Required(body.Source, "source"),
            Target = WireValues.Required(body.Target, "target"),
            Format = body.Format switch
            {
                null or "text" => TextFormat.Text,
                "html" => TextFormat.Html,
                _ => throw InferenceException.Invalid("$.format must be \"text\" or \"html\"."),
            },
            Options = hypotheses switch
            {
                1 => TranslationOptions.Default,
                > 1 and <= GenerationLimits.MaxBeamSize => TranslationOptions.Default with
                {
                    BeamSize = hypotheses,
                    NumHypotheses = hypotheses,
                },
                _ => throw InferenceException.Invalid($"$.alternatives must be a whole number from 0 to {MostAlternatives}."),
            },
        };
    }

    public static DetectionRequest ToDetection(LibreTranslateRequest body) => new([WireValues.Required(body.Q, "q")[0]]) { TopK = Guesses };

    public static IResult ToResult(LibreTranslateRequest body, TranslationAnswer answer)
    {
        IReadOnlyList<LibreLanguageGuess>? detected =
            body.Source == TranslationRequest.Auto
                ? [.. answer.Translations.Select(static text => Guess(text.DetectedLanguage ?? default))]
                : null;
        IReadOnlyList<IReadOnlyList<string>>? alternatives =
            body.Alternatives > 0 ? [.. answer.Translations.Select(static text => Alternatives(text))] : null;
        return body.Q?.IsArray == true
            ? TypedResults.Json(
                new LibreTranslations([.. answer.Translations.Select(static text => text.Text)])
                {
                    DetectedLanguage = detected,
                    Alternatives = alternatives,
                },
                LibreTranslateJson.Answers.LibreTranslations
            )
            : TypedResults.Json(
                new LibreTranslation(answer.Translations[0].Text) { DetectedLanguage = detected?[0], Alternatives = alternatives?[0] },
                LibreTranslateJson.Answers.LibreTranslation
            );
    }

    public static IResult ToResult(DetectionAnswer answer) =>
        TypedResults.Json(
            [.. (answer.Detections[0].Candidates ?? [answer.Detections[0].Language]).Select(Guess)],
            LibreTranslateJson.Answers.IReadOnlyListLibreLanguageGuess
        );

    private static IReadOnlyList<string> Alternatives(TranslatedText text) =>
        text.Hypotheses is null ? [] : [.. text.Hypotheses.Skip(1).Select(static hypothesis => hypothesis.Text)];

    private static LibreLanguageGuess Guess(DetectedLanguage detected) =>
        new(Math.Round(detected.Confidence * Percent, 1), detected.Language ?? "");
}
