namespace TransformerService.Distillation.Data;

/// <summary>How to treat a malformed line.</summary>
internal enum MalformedLinePolicy
{
    /// <summary>Stop with a <see cref="CorpusException"/>.</summary>
    Refuse,

    /// <summary>Count it and go on, up to a limit.</summary>
    Skip,
}
