using System.Collections.Frozen;
using System.IO.Compression;
using System.Reflection;

namespace TransformerService.Inference.Detection;

/// <summary>
/// The n-grams of one language: how probable a letter is after up to three others of its word. Read from an embedded file that
/// <c>tools/write-language-profiles.cs</c> writes.
/// </summary>
internal sealed class LanguageProfile
{
    /// <summary>The most letters of an n-gram.</summary>
    public const int MostLetters = 4;

    private const string Prefix = "TransformerService.Inference.Detection.Profiles.",
        Suffix = ".br";
    private const int HashBits = 24,
        IndexBits = 12,
        BitsInBucket = HashBits - IndexBits;
    private const double StepsOfNat = 16;

    private readonly uint[] _hashes;
    private readonly byte[] _costs;
    private readonly int[] _buckets = new int[(1 << IndexBits) + 1];

    private LanguageProfile(string language, uint[] hashes, byte[] costs)
    {
        (Language, _hashes, _costs) = (language, hashes, costs);
        for (int entry = 0, bucket = 0; bucket < _buckets.Length; bucket++)
        {
            while (entry < hashes.Length && hashes[entry] >> BitsInBucket < bucket)
            {
                entry++;
            }

            _buckets[bucket] = entry;
        }

        Scripts = Detection.Scripts.Of(letter => CostOf(Hash(letter)) is not null);
    }

    /// <summary>The languages that have a profile, in the order of their codes.</summary>
    public static IReadOnlyList<string> Known { get; } =
    [
        .. typeof(LanguageProfile)
            .Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^Suffix.Length])
            .Order(StringComparer.Ordinal),
    ];

    private static FrozenSet<string> KnownSet { get; } = Known.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The language's code.</summary>
    public string Language { get; }

    /// <summary>The scripts that the language is written in, one bit for each.</summary>
    public ulong Scripts { get; }

    /// <summary>Whether there is a profile of a language.</summary>
    public static bool IsKnown(string language) => KnownSet.Contains(language);

    /// <summary>Reads the profile of a known language.</summary>
    public static LanguageProfile Read(string language)
    {
        using var stream =
            Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + language + Suffix)
            ?? throw new ArgumentException("There is no profile of this language.", nameof(language));
        using var reader = new BinaryReader(new BrotliStream(stream, CompressionMode.Decompress));
        var hashes = new uint[reader.Read7BitEncodedInt()];
        uint last = 0;
        for (var entry = 0; entry < hashes.Length; entry++)
        {
            last += (uint)reader.Read7BitEncodedInt();
            hashes[entry] = last;
        }

        return new LanguageProfile(language, hashes, reader.ReadBytes(hashes.Length));
    }

    /// <summary>Adds a letter to letters that are packed into one number; only the last four count.</summary>
    public static ulong Pack(ulong packed, char letter) => (packed << 16) | letter;

    /// <summary>The hash of packed letters, of 24 bits. The profiles are written with the same one.</summary>
    public static uint Hash(ulong packed)
    {
        packed = (packed ^ (packed >> 32)) * 0x9E3779B97F4A7C15;
        packed = (packed ^ (packed >> 29)) * 0xBF58476D1CE4E5B9;
        return (uint)(packed >> (64 - HashBits));
    }

    /// <summary>
    /// The negative logarithm of the probability of an n-gram's last letter after the others; <see langword="null"/> if the profile lacks
    /// it.
    /// </summary>
    public double? CostOf(uint hash)
    {
        for (var entry = _buckets[hash >> BitsInBucket]; entry < _hashes.Length && _hashes[entry] <= hash; entry++)
        {
            if (_hashes[entry] == hash)
            {
                return _costs[entry] / StepsOfNat;
            }
        }

        return null;
    }
}
