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

    /// <summary>Counts a sentence, and returns its index.</summary>
    public int Count() => Sentences++;
}
