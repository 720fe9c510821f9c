using TransformerService.Loop;

namespace TransformerService.Engine;

/// <summary>The plain loop over ONNX Runtime, on as many one-thread workers as there are cores.</summary>
internal sealed class LoopContestant(string name, string folder, DecoderChoice decoder, int workers) : IContestant
{
    private readonly GreedyLoop _loop = new(folder, decoder, threads: 1, BenchmarkShape.Shape.PadTokenId, BenchmarkShape.Shape.EosTokenId);

    public string Name => name;

    public int Callers => workers;

    public int? RowsPerCall => null;

    public Task<int> GenerateAsync(IReadOnlyList<int[]> rows) =>
        Task.FromResult(_loop.Run(rows, BenchmarkShape.TargetTokens, stops: false).Sum(row => row.Length));

    public void Dispose() => _loop.Dispose();
}
