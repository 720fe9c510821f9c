namespace TransformerService.Models.Requests;

/// <summary>
/// The ranges of decoding options. A request is held to all of them; an export's own settings only to that of the repetition penalty, and
/// an export that asks for more beams is searched with the most.
/// </summary>
public static class GenerationLimits
{
    /// <summary>The most beams.</summary>
    public const int MaxBeamSize = 8;

    /// <summary>The largest n-gram that is kept from occurring twice.</summary>
    public const int MaxNoRepeatNgramSize = 32;

    /// <summary>The smallest length penalty.</summary>
    public const double MinLengthPenalty = -10;

    /// <summary>The largest length penalty.</summary>
    public const double MaxLengthPenalty = 10;

    /// <summary>The smallest repetition penalty: below it, logits exceed the range of a float.</summary>
    public const double MinRepetitionPenalty = 0.01;

    /// <summary>The largest repetition penalty.</summary>
    public const double MaxRepetitionPenalty = 10;

    /// <summary>The lowest temperature of sampling.</summary>
    public const double MinTemperature = 0.01;

    /// <summary>The highest temperature of sampling.</summary>
    public const double MaxTemperature = 100;

    /// <summary>The largest seed of sampling: 2^53 − 1, the largest integer that every JSON reader keeps exactly.</summary>
    public const long MaxSeed = (1L << 53) - 1;

    /// <summary>The range of <see cref="GenerationOptions.Temperature"/>.</summary>
    public static NumberRange Temperature { get; } = new(MinTemperature, MaxTemperature);

    /// <summary>The range of <see cref="GenerationOptions.TopK"/>.</summary>
    public static NumberRange TopK { get; } = new(0, int.MaxValue);

    /// <summary>The range of <see cref="GenerationOptions.TopP"/>.</summary>
    public static NumberRange TopP { get; } = new(0, 1, LeastIsExclusive: true);

    /// <summary>The range of <see cref="SearchOptions.BeamSize"/>.</summary>
    public static NumberRange BeamSize { get; } = new(1, MaxBeamSize);

    /// <summary>The range of <see cref="SearchOptions.NoRepeatNgramSize"/>.</summary>
    public static NumberRange NoRepeatNgramSize { get; } = new(0, MaxNoRepeatNgramSize);

    /// <summary>The range of <see cref="SearchOptions.LengthPenalty"/>.</summary>
    public static NumberRange LengthPenalty { get; } = new(MinLengthPenalty, MaxLengthPenalty);

    /// <summary>The range of <see cref="SearchOptions.RepetitionPenalty"/>.</summary>
    public static NumberRange RepetitionPenalty { get; } = new(MinRepetitionPenalty, MaxRepetitionPenalty);
}
