using TransformerService.Evaluation.Metrics;

namespace TransformerService.Distillation.Data.Augmentation;

/// <summary>
/// Makes changed copies of pairs, by rules that hold for both languages: what is copied, cased or joined on one side is so on the other. A
/// hash
/// of the pair decides whether and how it is changed, so adding or removing a pair changes no other copy.
/// </summary>
/// <param name="options">How many copies of each kind.</param>
/// <param name="seed">Another seed makes other copies.</param>
/// <param name="characters">Characters that the copies have to teach in addition to those of the pairs.</param>
internal sealed class PairAugmentation(PairAugmentationOptions options, ulong seed, string characters)
{
    private const int Neighbours = 100;
    private const int LongestJoined = 240;

    private readonly MadeUpText _madeUp = new(characters);

    /// <summary>The copies, in the order of their pairs. A change that does not apply to a pair is left out.</summary>
    public IEnumerable<TextPair> Of(IReadOnlyList<TextPair> pairs)
    {
        if (options.Total == 0)
        {
            yield break;
        }

        for (var place = 0; place < pairs.Count; place++)
        {
            var pair = pairs[place];
            var chance = CorpusSplitter.Place(seed, $"{pair.Source}\t{pair.Target}");
            var random = SplitMix.For(seed, BitConverter.DoubleToUInt64Bits(chance));
            if (Changed(pairs, place, chance, random) is { } changed)
            {
                yield return changed;
            }
        }
    }

    private TextPair? Changed(IReadOnlyList<TextPair> pairs, int place, double chance, SplitMix random)
    {
        var pair = pairs[place];
        if ((chance -= options.Copied) < 0)
        {
            return SharedText.Insert(pair, _madeUp, random);
        }

        if ((chance -= options.Numbers) < 0)
        {
            return SharedText.ChangeNumbers(pair, random);
        }

        if ((chance -= options.UpperCase) < 0)
        {
            return LetterCase.Upper(pair);
        }

        return (chance -= options.LowerCase) < 0 ? LetterCase.Lower(pair)
            : chance - options.Joined < 0 ? Joined(pairs, place, random)
            : null;
    }

    private static TextPair? Joined(IReadOnlyList<TextPair> pairs, int place, SplitMix random)
    {
        var joined = pairs[place];
        for (var more = 1 + (random.Below(3) / 2); more > 0; more--)
        {
            var next = pairs[Math.Max(0, place - 1 - random.Below(Neighbours))];
            if (
                place == 0
                || !SentenceEnd.Has(joined)
                || !SentenceEnd.Has(next)
                || joined.Source.Length + next.Source.Length > LongestJoined
            )
            {
                break;
            }

            joined = joined with
            {
                Source = $"{joined.Source} {next.Source}",
                Target = $"{joined.Target} {next.Target}",
                Weight = Math.Min(joined.Weight, next.Weight),
            };
        }

        return ReferenceEquals(joined, pairs[place]) ? null : joined;
    }
}
