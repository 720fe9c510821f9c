namespace TransformerService.Distillation.Data;

/// <summary>
/// How often training takes an example. Of a corpus with share 0.25, each epoch takes a different quarter, so four epochs take all of it.
/// Of one
/// with share 1.5, each epoch takes every pair once and half of them again.
/// </summary>
/// <param name="Phase">The example's position among those of its corpus, from 0 to below 1.</param>
/// <param name="Share">The corpus's share, above 0.</param>
internal sealed record Draw(double Phase, double Share)
{
    private const ulong Stream = 0xD12A3;

    /// <summary>Once in every epoch.</summary>
    public static readonly Draw Once = new(0, 1);

    /// <summary>The draw of a pair, decided by its source text alone.</summary>
    public static Draw Of(string source, double share) => share == 1 ? Once : Spread(source, share);

    /// <summary>The draw of a text whose share will be changed: unlike <see cref="Of"/>, also with a phase of its own if it is 1.</summary>
    public static Draw Spread(string source, double share) => new(CorpusSplitter.Place(Stream, source), share);

    /// <summary>How often an epoch takes the example.</summary>
    public int Times(int epoch) => (int)(Math.Floor(Phase + (Share * (epoch + 1))) - Math.Floor(Phase + (Share * epoch)));
}
