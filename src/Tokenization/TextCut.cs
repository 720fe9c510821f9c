namespace TransformerService.Tokenization;

/// <summary>Selects the tokens that are kept of a text that is too long.</summary>
internal static class TextCut
{
    /// <summary>The first <paramref name="length"/> ids, or the last if the text is cut on its left.</summary>
    public static List<int> Keep(List<int> ids, int length, bool cutsLeft) => cutsLeft ? ids[^length..] : ids[..length];
}
