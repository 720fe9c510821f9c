namespace TransformerService.Shadow.Records;

/// <summary>Whether one side of a comparison answers.</summary>
public enum ShadowVariantState
{
    /// <summary>Being read, warmed up and checked, or not yet asked.</summary>
    Loading,

    /// <summary>Answers.</summary>
    Ready,

    /// <summary>A version on disk that is not loaded now.</summary>
    Available,

    /// <summary>Could not be loaded.</summary>
    Failed,

    /// <summary>Another server that does not answer; it is tried again.</summary>
    Unreachable,
}
