namespace TransformerService.Evaluation.Comparison;

/// <summary>How many tokens must be inserted, deleted or replaced to turn one text into another (Levenshtein 1966).</summary>
internal static class EditDistance
{
    private const int Bits = 64;

    /// <summary>The distance divided by the longer text's length, 0 to 1.</summary>
    public static double Share(ReadOnlySpan<string> left, ReadOnlySpan<string> right) =>
        Math.Max(left.Length, right.Length) is var longer and > 0 ? (double)Of(left, right) / longer : 0;

    /// <summary>The distance in tokens.</summary>
    public static int Of(ReadOnlySpan<string> left, ReadOnlySpan<string> right)
    {
        // A common prefix or suffix costs nothing.
        var start = left.CommonPrefixLength(right);
        left = left[start..];
        right = right[start..];
        while (left.Length > 0 && right.Length > 0 && left[^1] == right[^1])
        {
            left = left[..^1];
            right = right[..^1];
        }

        return left.Length == 0 || right.Length == 0 ? Math.Max(left.Length, right.Length) : BitParallel(left, right);
    }

    /// <summary>
    /// Myers 1999 (https://doi.org/10.1145/316542.316550) with Hyyrö's blocks (2003): a column of the table is stored as differences of
    /// neighbours, 64 to a word, so that a long answer costs 1/64 of the plain table.
    /// </summary>
    private static int BitParallel(ReadOnlySpan<string> pattern, ReadOnlySpan<string> text)
    {
        var blocks = (pattern.Length + Bits - 1) / Bits;
        var places = new Dictionary<string, ulong[]>(StringComparer.Ordinal);
        for (var i = 0; i < pattern.Length; i++)
        {
            if (!places.TryGetValue(pattern[i], out var mask))
            {
                places[pattern[i]] = mask = new ulong[blocks];
            }

            mask[i / Bits] |= 1UL << (i % Bits);
        }

        ulong[] none = new ulong[blocks],
            rises = new ulong[blocks],
            falls = new ulong[blocks];
        Array.Fill(rises, ulong.MaxValue);
        var distance = pattern.Length;
        foreach (var token in text)
        {
            var equal = places.GetValueOrDefault(token, none);

            // The carry from above: the table's first row grows by one in each column.
            var carry = 1;
            for (var block = 0; block < blocks; block++)
            {
                (var rise, var fall, var same) = (rises[block], falls[block], equal[block]);
                var vertical = same | fall;
                same |= carry < 0 ? 1UL : 0;
                var horizontal = unchecked((same & rise) + rise) ^ rise | same;
                ulong up = fall | ~(horizontal | rise),
                    down = rise & horizontal;
                var last = block == blocks - 1 ? (pattern.Length - 1) % Bits : Bits - 1;
                var next = (int)((up >> last) & 1) - (int)((down >> last) & 1);
                up = (up << 1) | (carry > 0 ? 1UL : 0);
                down = (down << 1) | (carry < 0 ? 1UL : 0);
                rises[block] = down | ~(vertical | up);
                falls[block] = up & vertical;
                carry = next;
            }

            distance += carry;
        }

        return distance;
    }
}
