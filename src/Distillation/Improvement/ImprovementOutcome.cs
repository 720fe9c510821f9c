namespace TransformerService.Distillation.Improvement;

/// <summary>How an improvement ended.</summary>
internal enum ImprovementOutcome
{
    /// <summary>The next version is in its folder.</summary>
    Written,

    /// <summary>The new version is not better, so it is not written.</summary>
    NotBetter,

    /// <summary>It was stopped, and can continue.</summary>
    Stopped,
}
