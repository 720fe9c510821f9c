namespace TransformerService.Shadow.Teachers;

/// <summary>The versions of one model's student that answer now. Thread-safe.</summary>
internal interface IStudentVersions
{
    /// <summary>The current version and its canary; <see langword="null"/> if there is no canary.</summary>
    CanaryPair? Pair { get; }

    /// <summary>
    /// How many times as long as the current version the canary may take; <see langword="null"/> if that is not limited.
    /// </summary>
    double? MaxLatencyRatio { get; }

    /// <summary>A client of one of the two; its calls fail once that version does not answer any more.</summary>
    IVariantClient ClientOf(string version);
}

/// <summary>A canary, and the version whose calls it shares.</summary>
/// <param name="Current">The version that answers the other calls: the start of its content hash.</param>
/// <param name="Canary">The canary: the start of its content hash.</param>
internal sealed record CanaryPair(string Current, string Canary)
{
    /// <summary>Whether a version is one of the two.</summary>
    public bool Has(string version) => version == Current || version == Canary;

    /// <summary>The version of the two that has not answered.</summary>
    public string Other(string version) => version == Canary ? Current : Canary;
}
