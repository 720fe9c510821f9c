namespace TransformerService.Distillation.Data;

/// <summary>What to do about a line that cannot be read.</summary>
internal enum MalformedLinePolicy
{
    /// <summary>Stop with a <see cref="CorpusException"/>.</summary>
    Refuse,

    /// <summary>Count it and go on, up to a limit.</summary>
    Skip,
}
