namespace TransformerService.Soak;

/// <summary>One call, through any door.</summary>
/// <param name="Kind">The kind under which its time is counted.</param>
/// <param name="Model">The model that it names.</param>
/// <param name="Texts">Its texts.</param>
/// <param name="IsList">Whether REST gets a list.</param>
/// <param name="BeamSize">Beams; of a translation.</param>
internal sealed record Call(CallKind Kind, string Model, IReadOnlyList<string> Texts, bool IsList, int BeamSize = 1)
{
    public bool IsTranslation => Kind <= CallKind.TranslateStream;

    /// <summary>What is wrong with it, so that it must be rejected.</summary>
    public Mistake Mistake { get; init; }

    /// <summary>After how long the caller disconnects; <see langword="null"/> if it waits.</summary>
    public TimeSpan? Patience { get; init; }

    /// <summary>The time limit that it sets; <see langword="null"/> for the server's own.</summary>
    public TimeSpan? Deadline { get; init; }
}
