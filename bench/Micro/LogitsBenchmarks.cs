using BenchmarkDotNet.Attributes;
using TransformerService.Inference.Decoding;

namespace TransformerService.Micro;

/// <summary>Choosing a token among the logits of one row: the decoder's vectorised code, and the plain loops that it replaces.</summary>
[MemoryDiagnoser]
public class LogitsBenchmarks
{
    private float[] _logits = [];

    [Params(8_000, 64_000)]
    public int Vocabulary { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var random = new Random(1);
        _logits = [.. Enumerable.Range(0, Vocabulary).Select(_ => (float)(random.NextDouble() * 20 - 10))];
    }

    [Benchmark]
    public int ArgMax() => Argmax.Of(_logits);

    [Benchmark]
    public int ArgMaxPlain()
    {
        var best = 0;
        for (var token = 1; token < _logits.Length; token++)
        {
            best = _logits[token] > _logits[best] ? token : best;
        }

        return best;
    }

    [Benchmark]
    public double SumOfExponentials() => LogSoftmax.SumOfExponentials(_logits, 10);

    [Benchmark]
    public double SumOfExponentialsPlain()
    {
        double sum = 0;
        foreach (var logit in _logits)
        {
            sum += Math.Exp(logit - 10);
        }

        return sum;
    }
}
