using TransformerService.Inference.Decoding.Processors;
using TransformerService.Inference.Sessions;
using TransformerService.Models.Exports;

namespace TransformerService.Inference.Decoding;

/// <summary>Selects the most likely token at every step.</summary>
internal sealed class GreedySearch : ISearch
{
    private static readonly int[] OneRow = [0];
    private readonly GenerationSettings _settings;
    private readonly ILogitsProcessor[] _processors;
    private readonly int[] _sequence;
    private int _length = 1;
    private double _logProbability;

    public GreedySearch(GenerationSettings settings)
    {
        _settings = settings;
        _processors = LogitsProcessors.For(settings);
        _sequence = new int[settings.MaxLength];
        _sequence[0] = settings.DecoderStartTokenId;
    }

    public ReadOnlySpan<int> NextTokens => _sequence.AsSpan(_length - 1, 1);

    public ReadOnlySpan<int> Origins => OneRow;

    public bool IsDone { get; private set; }

    public void Advance(StepLogits logits)
    {
        var row = logits[0];
        foreach (var processor in _processors)
        {
            processor.Process(_sequence.AsSpan(0, _length), row);
        }

        var token = Argmax.Of(row);
        _logProbability -= Math.Log(LogSoftmax.SumOfExponentials(row, row[token]));
        _sequence[_length++] = token;
        IsDone = _length == _settings.MaxLength || _settings.EosTokenIds.Contains(token);
    }

    public IReadOnlyList<GeneratedSequence> Results()
    {
        var tokens = _sequence[1.._length];
        return [new GeneratedSequence(tokens, _logProbability / Math.Pow(tokens.Length, _settings.LengthPenalty))];
    }
}
