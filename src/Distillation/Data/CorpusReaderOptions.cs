using System.ComponentModel.DataAnnotations;

namespace TransformerService.Distillation.Data;

/// <summary>How strictly corpora are read.</summary>
internal sealed class CorpusReaderOptions
{
    /// <summary>What to do about a malformed line; default <see cref="MalformedLinePolicy.Refuse"/>.</summary>
    public MalformedLinePolicy MalformedLines { get; set; } = MalformedLinePolicy.Refuse;

    /// <summary>How many malformed lines of one file are skipped before it is refused all the same; default 100, at least 0.</summary>
    [Range(0, int.MaxValue)]
    public int MaxSkippedLines { get; set; } = 100;
}
