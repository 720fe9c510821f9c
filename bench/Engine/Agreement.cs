using TransformerService.Loop;

namespace TransformerService.Engine;

/// <summary>
/// Checks that the baseline's graphs and this repository's compute the same function: the same tokens with the same weights in float32.
/// </summary>
internal static class Agreement
{
    private const int Rows = 32;
    private const int Seed = 7;

    /// <summary>Returns the result as a sentence.</summary>
    /// <exception cref="InvalidOperationException">They differ, so the comparison would be meaningless.</exception>
    public static string Check(string repository)
    {
        var sources = BenchmarkShape.Rows(Rows, Seed);
        var ours = Generate(BenchmarkModel.Folder(repository, "float32"));
        foreach (var copies in (bool[])[false, true])
        {
            var stock = Generate(BenchmarkModel.StockFolder(repository, "float32", copies));
            var same = ours.Zip(stock, (one, other) => one.AsSpan().SequenceEqual(other)).Count(equal => equal);
            if (same < Rows)
            {
                throw new InvalidOperationException(
                    $"Optimum's graphs give the same tokens as this repository's for {same} of {Rows} texts only."
                );
            }
        }

        return $"Optimum's graphs and this repository's give the same {BenchmarkShape.TargetTokens} tokens for {Rows} of {Rows} texts (float32).";

        int[][] Generate(string folder)
        {
            using var loop = new GreedyLoop(
                folder,
                DecoderChoice.Merged,
                threads: 1,
                BenchmarkShape.Shape.PadTokenId,
                BenchmarkShape.Shape.EosTokenId
            );
            return loop.Run(sources, BenchmarkShape.TargetTokens, stops: false);
        }
    }
}
