namespace TransformerService.Tokenization.Fast;

/// <summary>The order of special tokens and texts in a row.</summary>
/// <param name="Items">A special token's id, or −1 for the first text and −2 for the second, each with its type id.</param>
internal sealed record Template(IReadOnlyList<(int Id, int TypeId)> Items)
{
    public const int First = -1;
    public const int Second = -2;

    /// <summary>How many special tokens it adds.</summary>
    public int Added { get; } = Items.Count(item => item.Id >= 0);

    /// <summary>How many of them come before the first text.</summary>
    public int Before { get; } = Items.TakeWhile(item => item.Id != First).Count();

    /// <summary>The largest type id that a row can have.</summary>
    public int LargestTypeId { get; } = Items.Select(item => item.TypeId).DefaultIfEmpty().Max();

    /// <summary>Returns something for each token of the row of one text: what the text's tokens have, or what a special token has.</summary>
    public IEnumerable<T> Place<T>(List<T> first, int length, bool cutsLeft, Func<int, T> special) =>
        Items.SelectMany(item =>
            item.Id >= 0 ? [special(item.Id)]
            : item.Id == First ? (cutsLeft ? first[^length..] : first[..length])
            : []
        );

    /// <summary>
    /// Builds the row from the given number of ids of each text: the first ones, or the last ones if the texts are cut on their left.
    /// </summary>
    public TokenizedText Build(List<int> first, List<int> second, int firstLength, int secondLength, bool cutsLeft)
    {
        var ids = new List<int>(firstLength + secondLength + Added);
        var types = new List<int>(ids.Capacity);
        foreach (var (id, type) in Items)
        {
            switch (id)
            {
                case First:
                    ids.AddRange(Truncation.Keep(first, firstLength, cutsLeft));
                    break;
                case Second:
                    ids.AddRange(Truncation.Keep(second, secondLength, cutsLeft));
                    break;
                default:
                    ids.Add(id);
                    break;
            }

            types.AddRange(Enumerable.Repeat(type, ids.Count - types.Count));
        }

        return new TokenizedText([.. ids], [.. types], first.Count + second.Count + Added);
    }
}
