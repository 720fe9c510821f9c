using TransformerService.Models.Glossaries;
using TransformerService.Models.Requests;
using TransformerService.Tokenization.Segments.Spans;

namespace TransformerService.Inference.Translation.Plans;

/// <summary>Counts the sentences of a text.</summary>
internal sealed class SentenceTally
{
    public int Sentences { get; private set; }

    /// <summary>Those with protected spans.</summary>
    public int WithSpans { get; set; }

    /// <summary>Those of <see cref="WithSpans"/> that were cut at them.</summary>
    public int Cut { get; set; }

    /// <summary>Rows that were decoded again.</summary>
    public int Repeated { get; set; }

    /// <summary>The texts of the spans that are copied: a piece between them must not have them.</summary>
    public HashSet<string> SpanTexts { get; } = new(StringComparer.Ordinal);

    /// <summary>The terms of glossaries that the text has.</summary>
    public TermTally Terms { get; } = new();

    /// <summary>Counts a sentence, and returns its index.</summary>
    public int Count() => Sentences++;
}

/// <summary>Counts the terms of glossaries in a text.</summary>
internal sealed class TermTally
{
    private readonly Dictionary<GlossaryEntry, (int Order, int Count)> _counts = [];

    /// <summary>For a text without any.</summary>
    public static TermTally None { get; } = new();

    /// <summary>By how many characters the translations are longer than the terms.</summary>
    public long Growth { get; private set; }

    /// <summary>How many entries the text has terms of.</summary>
    public int Entries => _counts.Count;

    /// <summary>Counts a term, if it is one.</summary>
    public void Add(GlossaryTerm? term)
    {
        if (term is not null)
        {
            Growth += Math.Max(0, term.Written.Length - term.Entry.Source.Length);
            var (order, count) = _counts.GetValueOrDefault(term.Entry, (_counts.Count, 0));
            _counts[term.Entry] = (order, count + 1);
        }
    }

    /// <summary>The entries whose translations stand in the text's translation.</summary>
    /// <param name="warnings">Name those that do not; each stands for one term.</param>
    public IReadOnlyList<AppliedEntry> Applied(IReadOnlyList<TranslationWarning> warnings)
    {
        if (_counts.Count == 0)
        {
            return [];
        }

        var missing = warnings
            .Where(warning => warning.Kind == TranslationWarningKind.GlossaryNotApplied)
            .CountBy(warning => warning.Text, StringComparer.Ordinal)
            .ToDictionary(StringComparer.Ordinal);
        return
        [
            .. _counts
                .OrderBy(one => one.Value.Order)
                .Select(one => new AppliedEntry(one.Key, one.Value.Count - missing.GetValueOrDefault(one.Key.Source)))
                .Where(applied => applied.Count > 0),
        ];
    }
}
