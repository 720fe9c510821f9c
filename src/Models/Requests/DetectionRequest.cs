namespace TransformerService.Models.Requests;

/// <summary>A call for the languages of texts. No model answers it: <see cref="InferenceRequest.Model"/> is ignored.</summary>
/// <param name="Texts">The texts, in the order in which the answers go back.</param>
public sealed record DetectionRequest(IReadOnlyList<string> Texts) : InferenceRequest(Texts)
{
    /// <summary>Whether it belongs to another request, under which the usage counts.</summary>
    public bool IsPart { get; init; }

    /// <summary>
    /// The languages that are expected: where the most probable one is not sure, the most probable of these is the text's language.
    /// </summary>
    public IReadOnlyCollection<string> Expected { get; init; } = [];

    /// <summary>A language that counts as sure from 0.5 on: that into which the texts are to be translated.</summary>
    public string? Target { get; init; }

    /// <summary>Languages returned for each text, the most probable ones first; <see langword="null"/> for the first one alone.</summary>
    public int? TopK { get; init; }
}

/// <summary>The languages, one detection per text and in the texts' order.</summary>
public sealed record DetectionAnswer(IReadOnlyList<DetectedText> Detections, RequestTiming Timing)
    : InferenceAnswer("", VariantRole.Student, "", Timing);

/// <summary>What was detected of a text.</summary>
/// <param name="Language">The most probable language.</param>
/// <param name="Candidates">The most probable languages, best first; <see langword="null"/> if they were not asked for.</param>
public sealed record DetectedText(DetectedLanguage Language, IReadOnlyList<DetectedLanguage>? Candidates);

/// <summary>A language in which a text may be.</summary>
/// <param name="Language">
/// Its code (BCP 47), of two letters where ISO 639-1 has one; <c>und</c> for a text without letters of a known language.
/// </param>
/// <param name="Confidence">Its probability among the languages that are told apart, 0 to 1.</param>
public readonly record struct DetectedLanguage(string Language, double Confidence);
