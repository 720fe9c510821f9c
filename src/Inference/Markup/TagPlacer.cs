using TransformerService.Tokenization;

namespace TransformerService.Inference.Markup;

/// <summary>
/// Finds where the tags of a block belong in its translation. The tags keep their order, so the tree of the document stays as it is: the
/// translation is cut into as many parts as the block has gaps, none of them empty. Each word goes to the gap that it attends to, otherwise to
/// the one whose own translation, or whose text, has it; words that say nothing stay near the place that they have in the text. The best cut is
/// found by dynamic programming.
/// </summary>
internal static class TagPlacer
{
    /// <summary>Bounds words × gaps of a block; a larger one is cut in proportion.</summary>
    private const int MostCells = 4_000_000;

    private const double OfUnit = 1_000,
        OfSpan = 5,
        OfAttention = 1.5,
        OfTranslation = 1,
        OfText = 0.8,
        OfStem = 0.5,
        OfSign = 0.3,
        OfPlace = 0.6;

    private const int LongWord = 6,
        Stem = 4;

    /// <summary>Returns where each gap's part of the translation begins; null if it has fewer words than the block has gaps.</summary>
    /// <param name="text">The translation.</param>
    /// <param name="gaps">The text of each gap, and the translation of that text alone.</param>
    /// <param name="units">Where the elements that are not translated stand in the translation, and their gaps.</param>
    /// <param name="attention">What the translation attends to, with where the gaps begin in the text; null if that is not known.</param>
    /// <param name="work">Counts the work.</param>
    public static int[]? Cut(
        string text,
        IReadOnlyList<(string Text, string? Translation)> gaps,
        IReadOnlyList<(int Start, int Length, int Gap)> units,
        (BlockAttention Attention, int[] Starts)? attention,
        TextWork work
    )
    {
        var words = TagWord.Of(text, units, work);
        if (words.Count < gaps.Count)
        {
            return null;
        }

        return (long)words.Count * gaps.Count > MostCells
            ? [.. gaps.Select((_, gap) => words[(int)((long)gap * words.Count / gaps.Count)].Start)]
            : Best(text, words, gaps, attention, work);
    }

    private static int[] Best(
        string text,
        List<TagWord> words,
        IReadOnlyList<(string Text, string? Translation)> gaps,
        (BlockAttention Attention, int[] Starts)? attention,
        TextWork work
    )
    {
        var weights = new double[gaps.Count, words.Count];
        if (attention is var (attended, starts))
        {
            attended.ForEach(
                [.. words.Select(word => (word.Start, word.Start + word.Length))],
                starts,
                (gap, word, share) =>
                    weights[gap, word] += OfAttention * share * WeightOf(text.AsSpan(words[word].Start, words[word].Length)),
                work
            );
        }

        AddWords(weights, text, words, gaps, work);
        AddPlaces(weights, words.Count, gaps);

        // best[w] is the best sum up to word w that ends in the present gap; starts[gap, w] says whether the gap begins with w.
        var best = new double[words.Count];
        var begins = new bool[gaps.Count, words.Count];
        for (var gap = 0; gap < gaps.Count; gap++)
        {
            work.Step(words.Count);
            var before = (double[])best.Clone();
            for (var word = 0; word < words.Count; word++)
            {
                var fromBefore =
                    gap == 0 ? (word == 0 ? 0 : double.NegativeInfinity)
                    : word == 0 ? double.NegativeInfinity
                    : before[word - 1];
                var stays = word == 0 ? double.NegativeInfinity : best[word - 1];
                begins[gap, word] = fromBefore >= stays;
                best[word] = Math.Max(fromBefore, stays) + weights[gap, word];
            }
        }

        var cuts = new int[gaps.Count];
        for (int gap = gaps.Count - 1, word = words.Count - 1; gap > 0; word--)
        {
            if (begins[gap, word])
            {
                cuts[gap] = words[word].Start;
                gap--;
            }
        }

        cuts[0] = 0;
        return cuts;
    }

    /// <summary>A word that several gaps have says little.</summary>
    private static void AddWords(
        double[,] weights,
        string text,
        List<TagWord> words,
        IReadOnlyList<(string Text, string? Translation)> gaps,
        TextWork work
    )
    {
        var found = new Dictionary<string, List<(int Gap, double Weight)>>(StringComparer.OrdinalIgnoreCase);
        for (var gap = 0; gap < gaps.Count; gap++)
        {
            AddAll(gaps[gap].Translation ?? "", gap, OfTranslation);
            AddAll(gaps[gap].Text, gap, OfText);
        }

        for (var word = 0; word < words.Count; word++)
        {
            work.Step();
            if (words[word].Gap is >= 0 and var own)
            {
                for (var gap = 0; gap < gaps.Count; gap++)
                {
                    weights[gap, word] = gap == own ? OfUnit : -OfUnit;
                }

                continue;
            }

            var written = text.Substring(words[word].Start, words[word].Length);
            var (places, factor) =
                found.TryGetValue(written, out var exact) ? (exact, 1)
                : written.Length > Stem && found.TryGetValue(written[..Stem], out var stems) ? (stems, OfStem)
                : ([], 0);
            var weight = WeightOf(written);
            (int Gap, double Best)[] having =
            [
                .. places.GroupBy(place => place.Gap).Select(one => (one.Key, one.Max(place => place.Weight))),
            ];
            if (having.Length == 1 && exact is not null && (words[word].IsSpan || char.IsDigit(written[0])))
            {
                // It stands in one gap alone, and no translation writes it otherwise.
                weights[having[0].Gap, word] += OfSpan;
                continue;
            }

            foreach (var (gap, best) in having)
            {
                weights[gap, word] += weight * factor * best / Math.Sqrt(places.Count);
            }
        }

        void AddAll(string source, int gap, double weight)
        {
            foreach (var word in TagWord.Of(source, [], work))
            {
                var written = source.Substring(word.Start, word.Length);
                Add(written, gap, weight);
                if (written.Length > Stem)
                {
                    Add(written[..Stem], gap, weight);
                }
            }
        }

        void Add(string key, int gap, double weight)
        {
            if (!found.TryGetValue(key, out var places))
            {
                found[key] = places = [];
            }

            if (places.Count < 64)
            {
                places.Add((gap, weight));
            }
        }
    }

    /// <summary>Signs and short words say less than long ones.</summary>
    private static double WeightOf(ReadOnlySpan<char> word) =>
        !char.IsLetterOrDigit(word[0]) ? OfSign : (0.3 + (0.7 * Math.Min(LongWord, word.Length) / LongWord));

    /// <summary>How far a word is from where the gap's words would be if each gap had its share of the translation.</summary>
    private static void AddPlaces(double[,] weights, int words, IReadOnlyList<(string Text, string? Translation)> gaps)
    {
        var lengths = gaps.Select(gap => (double)Math.Max(1, (gap.Translation ?? gap.Text).Length)).ToArray();
        var all = lengths.Sum();
        var from = 0d;
        for (var gap = 0; gap < gaps.Count; gap++)
        {
            var to = from + (lengths[gap] / all);
            for (var word = 0; word < words; word++)
            {
                var place = (word + 0.5) / words;
                weights[gap, word] -= OfPlace * Math.Max(0, Math.Max(from - place, place - to));
            }

            from = to;
        }
    }
}
