using TransformerService.Models.Errors;

namespace TransformerService.Api.Errors;

/// <summary>Why a call is not answered, as its caller may know it.</summary>
/// <param name="Error">The row of the table.</param>
/// <param name="Detail">What to change. Never repeats the text that was sent.</param>
internal readonly record struct Failure(InferenceError Error, string Detail)
{
    /// <summary>The row of the table.</summary>
    public ProblemKind Kind => ErrorTable.For(Error);

    /// <summary>When it is worth while to ask again, as the failure itself knows; else the table says it.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whole seconds to wait before another try; <see langword="null"/> where trying again does not help.</summary>
    public int? RetryAfterSeconds => RetryAfter is { } time ? (int)Math.Ceiling(time.TotalSeconds) : Kind.RetryAfterSeconds;
}
