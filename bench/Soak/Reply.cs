namespace TransformerService.Soak;

/// <summary>The result of a call: an outcome, or a fault in a few distinct words.</summary>
/// <param name="Outcome">The outcome; <see langword="null"/> if there is a fault.</param>
/// <param name="Fault">What was wrong.</param>
internal readonly record struct Reply(Outcome? Outcome, string? Fault)
{
    public static implicit operator Reply(Outcome outcome) => new(outcome, null);

    public static implicit operator Reply(string fault) => new(null, fault);
}
