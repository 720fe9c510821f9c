using BenchmarkDotNet.Attributes;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Configuration;

namespace TransformerService.Micro;

/// <summary>Measures the batcher's cost per row, with a model that takes no time.</summary>
[MemoryDiagnoser]
public class BatcherBenchmarks
{
    private const int Requests = 1_000;
    private RunSlots? _slots;
    private Batcher<int, int>? _batcher;

    [GlobalSetup]
    public void SetUp()
    {
        _slots = new RunSlots(2);
        _batcher = new Batcher<int, int>((rows, _) => rows, BatcherOptions.Of(new BatchingOptions()), _slots, TimeProvider.System);
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _batcher?.Dispose();
        _slots?.Dispose();
    }

    /// <summary>Requests of one row, all at once.</summary>
    [Benchmark(OperationsPerInvoke = Requests)]
    public Task Run() =>
        Task.WhenAll(Enumerable.Range(0, Requests).Select(row => _batcher!.RunAsync([row], _ => new RowCost(20), CancellationToken.None))); // SetUp created it
}
