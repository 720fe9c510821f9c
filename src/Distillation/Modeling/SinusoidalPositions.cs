using static TorchSharp.torch;

namespace TransformerService.Distillation.Modeling;

/// <summary>
/// Positions as sines and cosines of decreasing frequency (Vaswani et al. 2017, section 3.5), sines in the first half of the features.
/// </summary>
internal static class SinusoidalPositions
{
    /// <summary>
    /// The table <c>[positions, features]</c>; feature j has the frequency 10000^(−2⌊j/2⌋/features), as Hugging Face's Marian orders it.
    /// </summary>
    public static float[] Table(int positions, int features)
    {
        var half = (features / 2) + (features % 2);
        var table = new float[positions * features];
        for (var position = 0; position < positions; position++)
        {
            for (var feature = 0; feature < features; feature++)
            {
                var angle = position / Math.Pow(10_000, 2.0 * (feature / 2) / features);
                var place = (position * features) + (feature % 2 == 0 ? feature / 2 : half + (feature / 2));
                table[place] = (float)(feature % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle));
            }
        }

        return table;
    }

    public static Tensor Tensor(int positions, int features) =>
        tensor(Table(positions, features), [positions, features]).DetachFromDisposeScope();
}
