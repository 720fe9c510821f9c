namespace TransformerService.Soak;

/// <summary>One call, whichever door it goes through.</summary>
/// <param name="Kind">What its time is counted as.</param>
/// <param name="Model">The model that it names.</param>
/// <param name="Texts">Its texts.</param>
/// <param name="IsList">Whether REST is given a list.</param>
/// <param name="BeamSize">Beams; of a translation.</param>
internal sealed record Call(CallKind Kind, string Model, IReadOnlyList<string> Texts, bool IsList, int BeamSize = 1)
{
    public bool IsTranslation => Kind <= CallKind.TranslateStream;

    /// <summary>What is wrong with it, so that it must be rejected.</summary>
    public Mistake Mistake { get; init; }

    /// <summary>After how long the caller goes away; <see langword="null"/> if it waits.</summary>
    public TimeSpan? Patience { get; init; }

    /// <summary>The time that it gives the server; <see langword="null"/> for the server's own.</summary>
    public TimeSpan? Deadline { get; init; }
}
