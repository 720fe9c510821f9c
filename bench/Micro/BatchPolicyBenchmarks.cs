using BenchmarkDotNet.Attributes;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Configuration;

namespace TransformerService.Micro;

/// <summary>Benchmarks choosing a batch from the waiting rows.</summary>
[MemoryDiagnoser]
public class BatchPolicyBenchmarks
{
    private static readonly BatchLimits Limits = BatchLimits.Of(new BatchingOptions());
    private RowCost[] _queue = [];

    /// <summary>Number of rows considered; the batcher considers four batches' worth.</summary>
    [Params(1, 32, 256)]
    public int Waiting { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var random = new Random(1);
        _queue = [.. Enumerable.Range(0, Waiting).Select(_ => new RowCost(random.Next(5, 60), 1, 256))];
    }

    [Benchmark]
    public int Choose() => BatchPolicy.Choose(_queue, Limits).Rows.Count;
}
