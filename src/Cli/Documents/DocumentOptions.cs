namespace TransformerService.Cli.Documents;

/// <summary>How documents are read and written.</summary>
internal sealed record DocumentOptions
{
    /// <summary>
    /// Whether texts that have a translation in the file (po, xliff) are translated again. Default false: only those without one, and those
    /// that are marked as unfinished.
    /// </summary>
    public bool Retranslate { get; init; }

    /// <summary>Most characters in a line of a subtitle, 10 or more; a longer word has a line of its own. Default: 42.</summary>
    public int MaxLineLength { get; init; } = 42;

    /// <summary>The target language, which xliff names if the file does not. Default: none.</summary>
    public string? TargetLanguage { get; init; }
}
