using TransformerService.Inference.Decoding.Processors;
using TransformerService.Inference.Sessions;
using TransformerService.Models.Exports;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Decoding;

/// <summary>Selects the most likely token at every step.</summary>
internal sealed class GreedySearch : ISearch
{
    private static readonly int[] OneRow = [0];
    private readonly GenerationSettings _settings;
    private readonly ILogitsProcessor[] _processors;
    private readonly int[] _sequence;
    private readonly bool _stopsRepetition;
    private int _length = 1;
    private double _logProbability;
    private FinishReason _reason;

    /// <param name="settings">How to decode.</param>
    /// <param name="stopsRepetition">Whether the search ends once the sequence repeats itself.</param>
    public GreedySearch(GenerationSettings settings, bool stopsRepetition = false)
    {
        _stopsRepetition = stopsRepetition;
        _settings = settings;
        _processors = LogitsProcessors.For(settings);
        _sequence = new int[settings.MaxLength];
        _sequence[0] = settings.DecoderStartTokenId;
    }

    public ReadOnlySpan<int> NextTokens => _sequence.AsSpan(_length - 1, 1);

    public ReadOnlySpan<int> Origins => OneRow;

    public bool IsDone { get; private set; }

    public ReadOnlySpan<int> Settled => _sequence.AsSpan(1, _length - 1);

    public void Advance(StepLogits logits)
    {
        var row = logits[0];
        var isForced = _length == _settings.MaxLength - 1 && _settings.ForcedEosTokenIds.Count > 0 && !IsEnd(Argmax.Of(row));
        foreach (var processor in _processors)
        {
            processor.Process(_sequence.AsSpan(0, _length), row);
        }

        var token = Argmax.Of(row);
        _logProbability -= Math.Log(LogSoftmax.SumOfExponentials(row, row[token]));
        _sequence[_length++] = token;
        if (IsEnd(token))
        {
            (IsDone, _reason) = (true, isForced ? FinishReason.Length : FinishReason.Stop);
        }
        else if (_length == _settings.MaxLength)
        {
            (IsDone, _reason) = (true, FinishReason.Length);
        }
        else if (_stopsRepetition && RepetitionWatch.Repeats(_sequence.AsSpan(0, _length)))
        {
            (IsDone, _reason) = (true, FinishReason.Repetition);
        }
    }

    public IReadOnlyList<GeneratedSequence> Results()
    {
        var tokens = _sequence[1.._length];
        return [new GeneratedSequence(tokens, _logProbability / Math.Pow(tokens.Length, _settings.LengthPenalty)) { Reason = _reason }];
    }

    private bool IsEnd(int token) => _settings.EosTokenIds.Contains(token);
}
