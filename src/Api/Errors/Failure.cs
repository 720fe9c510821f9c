using TransformerService.Models.Errors;

namespace TransformerService.Api.Errors;

/// <summary>Why a call is not answered, in words that its caller may read.</summary>
/// <param name="Error">The row of the table.</param>
/// <param name="Detail">What to change. Never repeats the text that was sent.</param>
internal readonly record struct Failure(InferenceError Error, string Detail)
{
    /// <summary>The row of the table.</summary>
    public ProblemKind Kind => ErrorTable.For(Error);

    /// <summary>When to try again, if the failure itself knows; otherwise the table's value applies.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whole seconds to wait before trying again; <see langword="null"/> if trying again does not help.</summary>
    public int? RetryAfterSeconds => RetryAfter is { } time ? (int)Math.Ceiling(time.TotalSeconds) : Kind.RetryAfterSeconds;
}
