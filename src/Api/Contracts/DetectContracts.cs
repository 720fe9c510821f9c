using System.ComponentModel.DataAnnotations;

namespace TransformerService.Api.Contracts;

/// <summary>A call for the language of one text or several. Fields that are not listed here are refused.</summary>
public sealed record DetectRequestBody
{
    /// <summary>
    /// The text, or an array of texts (at most 1,000, together at most 500,000 characters, unless the server is configured otherwise); none
    /// may be empty. Of a long text its first thousand letters decide. The answers come in the same order. Required.
    /// </summary>
    [Required]
    public TextOrTexts? Text { get; init; }

    /// <summary>
    /// Candidates returned for each text, the most probable ones first, at least 1; more than there are languages gives all. Default: none.
    /// </summary>
    /// <example>2</example>
    [Range(1, int.MaxValue)]
    public int? TopK { get; init; }
}

/// <summary>The languages, one detection for each text.</summary>
public sealed record DetectAnswerBody
{
    /// <summary>One detection for each text, in the texts' order.</summary>
    public required IReadOnlyList<DetectionBody> Detections { get; init; }

    /// <summary>How long the parts of the request took.</summary>
    public required TimingBody Timing { get; init; }
}

/// <summary>The language of one text.</summary>
public sealed record DetectionBody
{
    /// <summary>
    /// The most probable language (BCP 47): two letters where ISO 639-1 has a code, as models take it for source; und for a text without
    /// letters of a known language.
    /// </summary>
    /// <example>fr</example>
    public required string Language { get; init; }

    /// <summary>Its probability among the languages that the server tells apart, 0 to 1.</summary>
    /// <example>0.9987</example>
    public required double Confidence { get; init; }

    /// <summary>The topK most probable languages, the best one first; left out unless asked for.</summary>
    public IReadOnlyList<DetectedLanguageBody>? Candidates { get; init; }
}

/// <summary>A detected language.</summary>
public sealed record DetectedLanguageBody
{
    /// <summary>The language, as in detections.</summary>
    /// <example>fr</example>
    public required string Language { get; init; }

    /// <summary>Its probability among the languages that the server tells apart, 0 to 1.</summary>
    /// <example>0.9987</example>
    public required double Confidence { get; init; }
}
