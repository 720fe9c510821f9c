using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace TransformerService.Models.Glossaries;

/// <summary>Terms with the translations that they must have. Immutable; no two entries have the same source.</summary>
public sealed class Glossary
{
    /// <summary>The most entries of a call.</summary>
    public const int MostOfCall = 1_000;

    /// <summary>The most entries of a model.</summary>
    public const int MostOfModel = 10_000;

    /// <summary>The most characters of a term or of its translation.</summary>
    public const int LongestTerm = 200;

    private Glossary(IReadOnlyList<GlossaryEntry> entries) => (Entries, Hash) = (entries, HashOf(entries));

    /// <summary>A glossary without entries.</summary>
    public static Glossary Empty { get; } = new([]);

    /// <summary>Its entries, in the order in which they were given.</summary>
    public IReadOnlyList<GlossaryEntry> Entries { get; }

    /// <summary>SHA-256 over its entries, whatever their order, in hex; empty without entries.</summary>
    public string Hash { get; }

    /// <summary>Creates a glossary.</summary>
    /// <param name="entries">The entries; one that is given twice counts once.</param>
    /// <param name="most">The most entries.</param>
    /// <param name="faults">Receives what is wrong, each as a place such as <c>[2].source</c> and what it must be.</param>
    /// <returns>The glossary; without the entries that have faults.</returns>
    public static Glossary Of(IReadOnlyList<GlossaryEntry> entries, int most, Action<string, string> faults)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(faults);
        if (entries.Count == 0)
        {
            return Empty;
        }

        if (entries.Count > most)
        {
            faults("", $"a list of at most {most} entries, not {entries.Count}");
            return Empty;
        }

        var kept = new Dictionary<string, (string Target, int Index)>(StringComparer.Ordinal);
        var fine = new List<GlossaryEntry>(entries.Count);
        foreach (var (index, entry) in entries.Index())
        {
            if (!IsTerm(entry.Source) || !IsTerm(entry.Target))
            {
                faults(
                    $"[{index}].{(IsTerm(entry.Source) ? "target" : "source")}",
                    $"a text of 1 to {LongestTerm} characters without white space at its ends, control characters and line breaks"
                );
            }
            else if (kept.TryAdd(entry.Source, (entry.Target, index)))
            {
                fine.Add(entry);
            }
            else if (kept[entry.Source].Target != entry.Target)
            {
                faults(
                    $"[{index}].target",
                    $"the same as that of [{kept[entry.Source].Index}], whose source it has too: a term has one translation"
                );
            }
        }

        return new Glossary(fine);
    }

    private static bool IsTerm(string text) =>
        text.Length is > 0 and <= LongestTerm
        && !char.IsWhiteSpace(text[0])
        && !char.IsWhiteSpace(text[^1])
        && !text.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029');

    private static string HashOf(IReadOnlyList<GlossaryEntry> entries)
    {
        if (entries.Count == 0)
        {
            return "";
        }

        // No term has a control character, so the lines are unambiguous.
        var lines = entries.Select(entry => $"{entry.Source}\t{entry.Target}\n").Order(StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }
}

/// <summary>A term and its translation.</summary>
/// <param name="Source">The term as the texts have it.</param>
/// <param name="Target">Its translation; the same as the source if it is not translated.</param>
[method: JsonConstructor]
public sealed record GlossaryEntry(string Source, string Target)
{
    /// <summary>An entry for a term that is not translated.</summary>
    public GlossaryEntry(string source)
        : this(source, source) { }
}
