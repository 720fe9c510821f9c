namespace TransformerService.Shadow.Slices;

/// <summary>What a sample is sliced by.</summary>
/// <param name="Text">The text that was asked about.</param>
/// <param name="InputTokens">Tokens that the student read.</param>
/// <param name="UnknownPieces">How many of them are unknown to its vocabulary.</param>
public sealed record SliceInput(string Text, int InputTokens, int UnknownPieces)
{
    /// <summary>The second text of a pair.</summary>
    public string? Pair { get; init; }

    /// <summary>The languages of a translation, e.g. <c>en-fr</c>.</summary>
    public string? Languages { get; init; }

    /// <summary>The teacher's best label.</summary>
    public string? TeacherLabel { get; init; }
}
