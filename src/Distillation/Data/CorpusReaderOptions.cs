using System.ComponentModel.DataAnnotations;

namespace TransformerService.Distillation.Data;

/// <summary>How strictly corpora are read.</summary>
internal sealed class CorpusReaderOptions
{
    /// <summary>How to treat a malformed line; default <see cref="MalformedLinePolicy.Refuse"/>.</summary>
    public MalformedLinePolicy MalformedLines { get; set; } = MalformedLinePolicy.Refuse;

    /// <summary>How many malformed lines of one file are skipped before the file is refused anyway; default 100, at least 0.</summary>
    [Range(0, int.MaxValue)]
    public int MaxSkippedLines { get; set; } = 100;
}

/// <summary>How to treat a malformed line.</summary>
internal enum MalformedLinePolicy
{
    /// <summary>Stop with a <see cref="CorpusException"/>.</summary>
    Refuse,

    /// <summary>Count it and go on, up to a limit.</summary>
    Skip,
}
