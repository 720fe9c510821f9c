namespace TransformerService.Tokenization;

/// <summary>
/// The positions of special tokens: <c>Start A End</c> for one text, <c>Start A Between B End</c> for a pair.
/// </summary>
/// <param name="Start">Before everything.</param>
/// <param name="Between">After a pair's first text.</param>
/// <param name="End">After everything.</param>
/// <param name="SecondTypeId">The type id of a pair's second text and of the tokens after it.</param>
/// <param name="RepeatsEnd">False if a text that already ends with the end token does not get another one.</param>
internal sealed record SpecialTokenLayout(int[] Start, int[] Between, int[] End, int SecondTypeId = 0, bool RepeatsEnd = true)
{
    /// <summary>Whether a text that is too long loses its first tokens (<c>truncation_side</c> "left") and not its last.</summary>
    public bool CutsLeft { get; init; }

    /// <summary>The largest type id of a text alone and of a pair.</summary>
    public (int Single, int Pair) LargestTypeIds => (0, SecondTypeId);

    /// <summary>Builds the row of one text, cut to fit.</summary>
    public TokenizedText Single(List<int> ids, int maxLength)
    {
        var room = Math.Max(0, maxLength - Start.Length - End.Length);
        var row = new List<int>(Math.Min(ids.Count, room) + Start.Length + End.Length);
        row.AddRange(Start);
        AddText(row, ids, Math.Min(ids.Count, room), End);
        return new TokenizedText([.. row], new int[row.Count], Start.Length + LengthOf(ids, End));
    }

    /// <summary>Builds the row of a pair.</summary>
    public TokenizedText Pair(List<int> first, List<int> second, int maxLength, PairCut cut)
    {
        var room = Math.Max(0, maxLength - Start.Length - Between.Length - End.Length);
        var (firstLength, secondLength) = Truncation.Pair(first.Count, second.Count, room, cut);
        var row = new List<int>(Start);
        AddText(row, first, firstLength, Between);
        var switchAt = row.Count;
        AddText(row, second, secondLength, End);
        var types = new int[row.Count];
        types.AsSpan(switchAt).Fill(SecondTypeId);
        return new TokenizedText([.. row], types, Start.Length + LengthOf(first, Between) + LengthOf(second, End));
    }

    private void AddText(List<int> row, List<int> ids, int length, int[] after)
    {
        var kept = Truncation.Keep(ids, length, CutsLeft);
        row.AddRange(kept);
        if (!Ends(kept, after))
        {
            row.AddRange(after);
        }
    }

    private int LengthOf(List<int> ids, int[] after) => ids.Count + (Ends(ids, after) ? 0 : after.Length);

    private bool Ends(List<int> ids, int[] after) => !RepeatsEnd && after.Length == 1 && ids.Count > 0 && ids[^1] == after[0];
}
