using TransformerService.Inference.Decoding.Processors;
using TransformerService.Inference.Sessions;
using TransformerService.Models.Exports;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Decoding;

/// <summary>
/// Draws a token at every step, as Hugging Face <c>generate</c> does with <c>do_sample</c>: the processors change the logits, and of the tokens
/// that temperature, top-k and top-p leave one is drawn by its probability. The draws are the row's own, so that its text does not depend on
/// the other rows of its batch.
/// </summary>
internal sealed class SamplingSearch : ISearch
{
    private static readonly int[] OneRow = [0];
    private readonly GenerationSettings _settings;
    private readonly ILogitsProcessor[] _processors;
    private readonly SampledTokens _tokens;
    private readonly int[] _sequence;
    private RandomDraws _draws;
    private int _length = 1;
    private double _logProbability;
    private FinishReason _reason;

    /// <param name="settings">How to decode.</param>
    /// <param name="sampling">How tokens are drawn.</param>
    public SamplingSearch(GenerationSettings settings, TokenSampling sampling)
    {
        _settings = settings;
        _processors = LogitsProcessors.For(settings);
        _tokens = new SampledTokens(sampling);
        _draws = new RandomDraws(sampling.Draws);
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
        var isForced = _length == _settings.MaxLength - 1 && _settings.ForcedEosTokenIds.Count > 0;
        foreach (var processor in _processors)
        {
            processor.Process(_sequence.AsSpan(0, _length), row);
        }

        var best = row[Argmax.Of(row)];
        if (!float.IsFinite(best))
        {
            // The logits are NaN or infinite: the model is faulty, and the score says so.
            (IsDone, _logProbability) = (true, double.NaN);
            _sequence[_length++] = _settings.EosTokenIds[0];
            return;
        }

        var token = _tokens.Draw(row, best, _draws.NextShare());
        _logProbability += row[token] - (double)best - Math.Log(LogSoftmax.SumOfExponentials(row, best));
        _sequence[_length++] = token;
        if (_settings.EosTokenIds.Contains(token))
        {
            (IsDone, _reason) = (true, isForced ? FinishReason.Length : FinishReason.Stop);
        }
        else if (_length == _settings.MaxLength)
        {
            (IsDone, _reason) = (true, FinishReason.Length);
        }
    }

    /// <summary>The sample. Its score is by the model's probabilities, before temperature, top-k and top-p.</summary>
    public IReadOnlyList<GeneratedSequence> Results()
    {
        var tokens = _sequence[1.._length];
        return [new GeneratedSequence(tokens, _logProbability / Math.Pow(tokens.Length, _settings.LengthPenalty)) { Reason = _reason }];
    }
}
