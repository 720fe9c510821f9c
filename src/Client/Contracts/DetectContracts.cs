namespace TransformerService.Client;

/// <summary>A call for the language of one text or several.</summary>
public sealed record DetectRequest
{
    /// <summary>
    /// The texts (at most 1,000, together at most 500,000 characters, unless the server is configured otherwise); none
    /// may be empty. Of a long text its first thousand letters decide. The answers come in the same order.
    /// </summary>
    public required IReadOnlyList<string> Text { get; init; }

    /// <summary>
    /// Candidates returned for each text, the most probable ones first, at least 1; more than there are languages gives all. Default: none.
    /// </summary>
    public int? TopK { get; init; }
}

/// <summary>The languages, one detection for each text.</summary>
public sealed record DetectAnswer
{
    /// <summary>One detection for each text, in the texts' order.</summary>
    public required IReadOnlyList<Detection> Detections { get; init; }

    /// <summary>How long the parts of the request took.</summary>
    public required RequestTiming Timing { get; init; }
}

/// <summary>The language of one text.</summary>
public sealed record Detection
{
    /// <summary>
    /// The most probable language (BCP 47): two letters where ISO 639-1 has a code, as models take it for source; und for a text without
    /// letters of a known language.
    /// </summary>
    public required string Language { get; init; }

    /// <summary>Its probability among the languages that the server tells apart, 0 to 1.</summary>
    public required double Confidence { get; init; }

    /// <summary>The topK most probable languages, the best one first; left out unless asked for.</summary>
    public IReadOnlyList<DetectedLanguage>? Candidates { get; init; }
}

/// <summary>A detected language.</summary>
public sealed record DetectedLanguage
{
    /// <summary>The language, as in detections.</summary>
    public required string Language { get; init; }

    /// <summary>Its probability among the languages that the server tells apart, 0 to 1.</summary>
    public required double Confidence { get; init; }
}
