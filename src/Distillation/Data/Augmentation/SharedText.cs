using System.Globalization;
using System.Text.RegularExpressions;
using TransformerService.Evaluation.Metrics;

namespace TransformerService.Distillation.Data.Augmentation;

/// <summary>
/// Changes what both sides of a pair share: a name or a number that occurs once on each side stands for the same thing on both.
/// </summary>
internal static partial class SharedText
{
    /// <summary>Copies a pair with a made-up text in place of a name or number, or beside the sentence if the sides share none.</summary>
    public static TextPair Insert(TextPair pair, MadeUpText madeUp, SplitMix random)
    {
        List<string> shared = [.. Shared(pair, NameOrNumber())];
        var word = shared.Count > 0 ? shared[random.Below(shared.Count)] : null;
        if (random.Below(6) == 0)
        {
            (var open, var close) = MadeUpText.Markup(random);
            return word is null
                ? pair with
                {
                    Source = open + pair.Source + close,
                    Target = open + pair.Target + close,
                }
                : Replaced(pair, word, open + word + close);
        }

        var made = madeUp.Next(random);
        if (word is not null && random.Below(4) > 0)
        {
            return Replaced(pair, word, made);
        }

        return random.Below(4) switch
        {
            0 => Both(text => $"{made} {text}"),
            1 => Both(text => $"{text} {made}"),
            2 => Both(text => SentenceEnd.Before(text, $" ({made})")),
            _ => Both(text => SentenceEnd.Before(text, $" {made}")),
        };

        TextPair Both(Func<string, string> change) => pair with { Source = change(pair.Source), Target = change(pair.Target) };
    }

    /// <summary>
    /// Copies a pair with other numbers of as many digits; <see langword="null"/> if the sides share none. 0 and 1 are kept: they decide
    /// grammar.
    /// </summary>
    public static TextPair? ChangeNumbers(TextPair pair, SplitMix random)
    {
        var changed = pair;
        foreach (var number in Shared(pair, Number()).Where(number => number is not ("0" or "1")))
        {
            var other = string.Concat(number.Select((digit, place) => Digit(digit, place, number.Length)));
            if (Count(changed.Source, other) == 0 && Count(changed.Target, other) == 0)
            {
                changed = Replaced(changed, number, other);
            }
        }

        return ReferenceEquals(changed, pair) ? null : changed;

        string Digit(char digit, int place, int length) =>
            (
                length == 1 ? 2 + random.Below(8)
                : place == 0 && digit != '0' ? 1 + random.Below(9)
                : random.Below(10)
            ).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Words of a kind that occur once on each side, in the order of the source.</summary>
    private static IEnumerable<string> Shared(TextPair pair, Regex kind) =>
        kind.Matches(pair.Source)
            .Where(match => match.Index > 0 || char.IsAsciiDigit(match.Value[0]))
            .Select(match => match.Value)
            .Where(word => Count(pair.Source, word) == 1 && Count(pair.Target, word) == 1);

    private static TextPair Replaced(TextPair pair, string word, string other) =>
        pair with
        {
            Source = Whole(word).Replace(pair.Source, _ => other),
            Target = Whole(word).Replace(pair.Target, _ => other),
        };

    private static int Count(string text, string word) => Whole(word).Count(text);

    private static Regex Whole(string word) => new($@"(?<![\p{{L}}\p{{N}}]){Regex.Escape(word)}(?![\p{{L}}\p{{N}}])");

    // The first word of a sentence has a capital without being a name.
    [GeneratedRegex(@"(?<![\p{L}\p{N}])(\p{Lu}\p{L}{2,}|[0-9]+)(?![\p{L}\p{N}])")]
    private static partial Regex NameOrNumber();

    [GeneratedRegex(@"(?<![\p{L}\p{N}])[0-9]+(?![\p{L}\p{N}])")]
    private static partial Regex Number();
}
