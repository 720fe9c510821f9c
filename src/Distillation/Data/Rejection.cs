namespace TransformerService.Distillation.Data;

/// <summary>Why a record was left out; the first reason that holds is counted.</summary>
internal enum Rejection
{
    /// <summary>A side has nothing but white space.</summary>
    EmptySide,

    /// <summary>A side has too many characters.</summary>
    TooLong,

    /// <summary>One side is too many times as long as the other.</summary>
    LengthRatio,

    /// <summary>Both sides are the same.</summary>
    IdenticalSides,

    /// <summary>The same record occurred before.</summary>
    Duplicate,
}
