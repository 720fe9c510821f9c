using TransformerService.Inference.Decoding.Processors;
using TransformerService.Inference.Sessions;
using TransformerService.Models.Exports;

namespace TransformerService.Inference.Decoding;

/// <summary>Follows a given sequence, and measures at each step how its token compares with the others.</summary>
/// <param name="settings">The settings that the sequence was generated with.</param>
/// <param name="tokens">The sequence, without the start token.</param>
internal sealed class ForcedSearch(GenerationSettings settings, IReadOnlyList<int> tokens) : ISearch
{
    private static readonly int[] OneRow = [0];
    private readonly ILogitsProcessor[] _processors = LogitsProcessors.For(settings);
    private readonly int[] _sequence = [settings.DecoderStartTokenId, .. tokens];
    private int _length = 1;
    private double _logProbability;

    /// <summary>By how many logits the sequence's token leads at the step where it leads least; negative if another token leads.</summary>
    public double Lead { get; private set; } = double.PositiveInfinity;

    public ReadOnlySpan<int> NextTokens => _sequence.AsSpan(_length - 1, 1);

    public ReadOnlySpan<int> Origins => OneRow;

    public bool IsDone => _length == _sequence.Length;

    public void Advance(StepLogits logits)
    {
        var row = logits[0];
        foreach (var processor in _processors)
        {
            processor.Process(_sequence.AsSpan(0, _length), row);
        }

        var token = _sequence[_length++];
        if (token >= row.Length)
        {
            (Lead, _logProbability) = (double.NegativeInfinity, double.NegativeInfinity);
            return;
        }

        float own = row[token],
            best = row[Argmax.Of(row)];
        _logProbability += own - best - Math.Log(LogSoftmax.SumOfExponentials(row, best));
        row[token] = float.NegativeInfinity;
        Lead = Math.Min(Lead, own - (double)row[Argmax.Of(row)]);
    }

    public IReadOnlyList<GeneratedSequence> Results() =>
        [new GeneratedSequence([.. tokens], _logProbability / Math.Pow(tokens.Count, settings.LengthPenalty))];
}
