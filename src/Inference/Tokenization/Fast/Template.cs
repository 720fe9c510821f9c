namespace TransformerService.Inference.Tokenization.Fast;

/// <summary>The special tokens and the places of the texts in a row, in order.</summary>
/// <param name="Items">A special token's id, or −1 for the first text and −2 for the second, each with its type id.</param>
internal sealed record Template(IReadOnlyList<(int Id, int TypeId)> Items)
{
    public const int First = -1;
    public const int Second = -2;

    /// <summary>How many special tokens it adds.</summary>
    public int Added { get; } = Items.Count(item => item.Id >= 0);

    /// <summary>The row of the texts, of which the given numbers of ids are used.</summary>
    public TokenizedText Build(List<int> first, List<int> second, int firstLength, int secondLength)
    {
        var ids = new List<int>(firstLength + secondLength + Added);
        var types = new List<int>(ids.Capacity);
        foreach (var (id, type) in Items)
        {
            switch (id)
            {
                case First:
                    ids.AddRange(first[..firstLength]);
                    break;
                case Second:
                    ids.AddRange(second[..secondLength]);
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
