namespace TransformerService.Soak;

/// <summary>A caller's mistake.</summary>
internal enum Mistake
{
    None,

    /// <summary>A body that is not JSON; over gRPC, an option out of range.</summary>
    NotJson,

    /// <summary>An option out of range.</summary>
    OutOfRange,

    /// <summary>An unknown model.</summary>
    UnknownModel,

    /// <summary>No texts.</summary>
    NoTexts,
}
