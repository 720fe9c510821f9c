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

    /// <summary>The range of <see cref="TranslationOptions.BeamSize"/>.</summary>
    public static NumberRange BeamSize { get; } = new(1, MaxBeamSize);

    /// <summary>The range of <see cref="TranslationOptions.NoRepeatNgramSize"/>.</summary>
    public static NumberRange NoRepeatNgramSize { get; } = new(0, MaxNoRepeatNgramSize);

    /// <summary>The range of <see cref="TranslationOptions.LengthPenalty"/>.</summary>
    public static NumberRange LengthPenalty { get; } = new(MinLengthPenalty, MaxLengthPenalty);

    /// <summary>The range of <see cref="TranslationOptions.RepetitionPenalty"/>.</summary>
    public static NumberRange RepetitionPenalty { get; } = new(MinRepetitionPenalty, MaxRepetitionPenalty);
}
