using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using TransformerService.Tokenization.Unicode;

namespace TransformerService.Distillation.Data;

/// <summary>
/// Leaves out records that teach nothing or the wrong thing, and counts them by reason. White space at the ends is removed. It keeps
/// 16 bytes per record to find duplicates, over all corpora that it reads.
/// </summary>
internal sealed class CorpusCleaner(CleaningOptions options)
{
    private readonly long[] _rejected = new long[Enum.GetValues<Rejection>().Length];
    private readonly HashSet<UInt128> _seen = [];

    /// <summary>Number of records kept.</summary>
    public long Kept { get; private set; }

    /// <summary>Number of records left out, by reason; every reason has an entry.</summary>
    public IReadOnlyDictionary<Rejection, long> Rejected =>
        Enum.GetValues<Rejection>().ToDictionary(reason => reason, reason => _rejected[(int)reason]);

    /// <summary>Returns the pairs that are kept.</summary>
    public IEnumerable<TextPair> Clean(IEnumerable<TextPair> pairs) =>
        Filter(
            pairs.Select(pair => pair with { Source = Tidy(pair.Source), Target = Tidy(pair.Target) }),
            pair => Judge(pair.Source, pair.Target) ?? JudgePair(pair) ?? JudgeNovelty(pair.Source, pair.Target)
        );

    /// <summary>Returns the labelled texts that are kept. Ratio and identical sides are not checked for them.</summary>
    public IEnumerable<LabelledText> Clean(IEnumerable<LabelledText> texts) =>
        Filter(
            texts.Select(text => text with { Text = Tidy(text.Text) }),
            text => Judge(text.Text, text.Label) ?? JudgeNovelty(text.Text, text.Label)
        );

    private IEnumerable<T> Filter<T>(IEnumerable<T> records, Func<T, Rejection?> judge)
    {
        foreach (var record in records)
        {
            if (judge(record) is { } reason)
            {
                _rejected[(int)reason]++;
            }
            else
            {
                Kept++;
                yield return record;
            }
        }
    }

    private string Tidy(string text) =>
        UnicodeText.Strip(options.ComposeCharacters ? UnicodeText.Normalize(text, NormalizationForm.FormC) : text);

    private Rejection? Judge(string left, string right) =>
        left.Length == 0 || right.Length == 0 ? Rejection.EmptySide
        : Math.Max(left.Length, right.Length) > options.MaxCharacters ? Rejection.TooLong
        : null;

    private Rejection? JudgePair(TextPair pair) =>
        options.HasUnusualRatio(pair.Source, pair.Target) ? Rejection.LengthRatio
        : options.DropIdenticalSides && pair.Source == pair.Target ? Rejection.IdenticalSides
        : null;

    private Rejection? JudgeNovelty(string left, string right)
    {
        if (!options.DropDuplicates)
        {
            return null;
        }

        // Hashing the length distinguishes two ways of cutting one text. Half of SHA-256 is enough to identify texts.
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes($"{left.Length} {left}{right}".AsSpan()), hash);
        return _seen.Add(MemoryMarshal.Read<UInt128>(hash)) ? null : Rejection.Duplicate;
    }
}
