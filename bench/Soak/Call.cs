namespace TransformerService.Soak;

/// <summary>One call, ready to be sent.</summary>
/// <param name="Kind">What it is counted as.</param>
/// <param name="Path">The path it is posted to.</param>
/// <param name="Body">Its JSON.</param>
/// <param name="Texts">How many results it must get.</param>
internal sealed record Call(CallKind Kind, string Path, byte[] Body, int Texts)
{
    public bool IsTranslation => Path == CallMix.TranslatePath;
}
