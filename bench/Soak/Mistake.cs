namespace TransformerService.Soak;

/// <summary>What a caller does wrong.</summary>
internal enum Mistake
{
    None,

    /// <summary>A body that is no JSON; over gRPC an option out of range.</summary>
    NotJson,

    /// <summary>An option out of range.</summary>
    OutOfRange,

    /// <summary>A model that there is not.</summary>
    UnknownModel,

    /// <summary>No texts.</summary>
    NoTexts,
}
