using System.Numerics.Tensors;
using TransformerService.Inference.Decoding.Processors;
using TransformerService.Inference.Sessions;
using TransformerService.Models.Exports;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Decoding;

/// <summary>
/// Beam search as Hugging Face <c>generate</c> does it (transformers 4.39, <c>BeamSearchScorer</c>). At every step:
/// 1. each beam's logits become log-probabilities, the processors change them, and the beam's own score is added;
/// 2. the best 2 × beams continuations of all beams are taken, best first;
/// 3. one that ends becomes a finished hypothesis if its rank is not below the number of beams;
/// 4. the best others become the next beams;
/// 5. the search is done when no open beam can still beat the worst finished hypothesis, or at the length limit.
/// </summary>
internal sealed class BeamSearch : ISearch
{
    private readonly GenerationSettings _settings;
    private readonly ILogitsProcessor[] _processors;
    private readonly CandidateList _candidates;
    private readonly HypothesisList _finished;
    private readonly float[] _scores;
    private readonly int[] _tokens;
    private readonly int[] _origins;
    private readonly bool _stopsRepetition;
    private int[] _sequences;
    private int[] _nextSequences;
    private int _beams = 1;
    private int _length = 1;
    private bool _isFaulty;

    /// <param name="settings">How to decode.</param>
    /// <param name="stopsRepetition">Whether the search ends once its best beam repeats itself.</param>
    public BeamSearch(GenerationSettings settings, bool stopsRepetition = false)
    {
        _stopsRepetition = stopsRepetition;
        var width = settings.NumBeams;
        _settings = settings;
        _processors = LogitsProcessors.For(settings);
        _candidates = new CandidateList(Math.Max(2, 1 + settings.EosTokenIds.Count) * width);
        _finished = new HypothesisList(width, settings);
        _scores = new float[width];
        _tokens = new int[width];
        _origins = new int[width];
        _sequences = new int[width * settings.MaxLength];
        _nextSequences = new int[width * settings.MaxLength];
        _sequences[0] = _tokens[0] = settings.DecoderStartTokenId;
    }

    public ReadOnlySpan<int> NextTokens => _tokens.AsSpan(0, _beams);

    public ReadOnlySpan<int> Origins => _origins.AsSpan(0, _beams);

    public bool IsDone { get; private set; }

    /// <summary>What all open beams and all finished hypotheses have in common: the result is one of these, or continues one.</summary>
    public ReadOnlySpan<int> Settled
    {
        get
        {
            if (_beams == 0)
            {
                return [];
            }

            var common = Sequence(0)[1..];
            for (var beam = 1; beam < _beams; beam++)
            {
                common = common[..common.CommonPrefixLength(Sequence(beam)[1..])];
            }

            return common[.._finished.CommonPrefixLength(common)];
        }
    }

    public void Advance(StepLogits logits)
    {
        _candidates.Clear();
        for (var beam = 0; beam < _beams; beam++)
        {
            var row = logits[beam];
            LogSoftmax.InPlace(row);
            if (float.IsNaN(row[0]))
            {
                // One NaN makes the whole row NaN. The other beams would hide that the model is faulty.
                IsDone = _isFaulty = true;
                return;
            }

            foreach (var processor in _processors)
            {
                processor.Process(Sequence(beam), row);
            }

            if (_settings.RenormalizeLogits)
            {
                LogSoftmax.InPlace(row);
            }

            TensorPrimitives.Add(row, _scores[beam], row);
            _candidates.Offer(row, beam);
        }

        TakeCandidates();
        if (_candidates.Count == 0 || _finished.IsDone(_candidates[0].Score, _length - 1))
        {
            IsDone = true;
        }
        else if (_length == _settings.MaxLength || _beams == 0)
        {
            AddOpenBeams(FinishReason.Length);
        }
        else if (_stopsRepetition && RepetitionWatch.Repeats(Sequence(0)))
        {
            AddOpenBeams(FinishReason.Repetition);
        }
    }

    /// <summary>Returns the best sequences; none if a beam's logits were NaN.</summary>
    public IReadOnlyList<GeneratedSequence> Results() => _isFaulty ? [] : _finished.Best(_settings.NumReturnSequences);

    private void AddOpenBeams(FinishReason reason)
    {
        for (var beam = 0; beam < _beams; beam++)
        {
            _finished.Add(Sequence(beam), null, _scores[beam], _length - 1, reason);
        }

        IsDone = true;
    }

    private ReadOnlySpan<int> Sequence(int beam) => _sequences.AsSpan(beam * _settings.MaxLength, _length);

    private void TakeCandidates()
    {
        var reason = _length == _settings.MaxLength - 1 && _settings.ForcedEosTokenIds.Count > 0 ? FinishReason.Length : FinishReason.Stop;
        var beams = 0;
        for (var rank = 0; rank < _candidates.Count && beams < _settings.NumBeams; rank++)
        {
            var candidate = _candidates[rank];
            if (_settings.EosTokenIds.Contains(candidate.Token))
            {
                if (rank < _settings.NumBeams)
                {
                    _finished.Add(Sequence(candidate.Beam), _settings.EosTokenIds[0], candidate.Score, _length, reason);
                }

                continue;
            }

            var next = _nextSequences.AsSpan(beams * _settings.MaxLength, _length + 1);
            Sequence(candidate.Beam).CopyTo(next);
            next[_length] = candidate.Token;
            _tokens[beams] = candidate.Token;
            _origins[beams] = candidate.Beam;
            _scores[beams] = candidate.Score;
            beams++;
        }

        _beams = beams;
        _length++;
        (_sequences, _nextSequences) = (_nextSequences, _sequences);
    }
}
