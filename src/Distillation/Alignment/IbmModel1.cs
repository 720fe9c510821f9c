using System.Numerics.Tensors;

namespace TransformerService.Distillation.Alignment;

/// <summary>
/// IBM's model 1 (Brown et al. 1993, https://aclanthology.org/J93-2003): each target piece is the translation of one source piece of its
/// pair, or of none; the probabilities t(target | source) are those that expectation maximisation finds. Before, all source pieces are
/// equally likely, or those near the diagonal more so (<see cref="DiagonalPrior"/>). It runs on one thread in the order of the pairs, so
/// that the same pairs give the same numbers.
/// </summary>
internal sealed class IbmModel1
{
    /// <summary>The least probability: with 0 a pair's sum could be 0, and still smaller numbers are slow to compute with.</summary>
    private const double Least = 1e-30;

    private readonly IReadOnlyList<(int[] Source, int[] Target)> _pairs;
    private readonly CooccurrenceTable _table;
    private readonly float[] _probabilities;
    private readonly double[] _counts;
    private readonly int _none;
    private readonly DiagonalPrior? _prior;

    /// <param name="vocabulary">Pieces of the vocabulary, which both sides share.</param>
    /// <param name="pairs">The pairs' pieces.</param>
    /// <param name="prior">How likely places are before; <see langword="null"/> if all are equally likely.</param>
    public IbmModel1(int vocabulary, IReadOnlyList<(int[] Source, int[] Target)> pairs, DiagonalPrior? prior = null)
    {
        _prior = prior;

        // What translates no piece is aligned with one that is added to every source.
        _none = vocabulary;
        _pairs = [.. pairs.Select(pair => ((int[])[.. pair.Source, _none], pair.Target))];
        _table = new CooccurrenceTable(vocabulary + 1, vocabulary, _pairs);
        _probabilities = new float[_table.Count];
        _counts = new double[_table.Count];
        Array.Fill(_probabilities, 1);
    }

    /// <summary>Runs an iteration; in the first one all combinations are equally likely.</summary>
    public void Iterate(CancellationToken cancellationToken)
    {
        Array.Clear(_counts);
        var places = new int[1];
        var likely = new float[1];
        foreach ((var source, var target) in _pairs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (places.Length < source.Length)
            {
                (places, likely) = (new int[source.Length], new float[source.Length]);
            }

            for (var written = 0; written < target.Length; written++)
            {
                FillPrior(likely.AsSpan(0, source.Length), written, target.Length);
                var sum = 0f;
                for (var position = 0; position < source.Length; position++)
                {
                    places[position] = _table.PlaceOf(source[position], target[written]);
                    likely[position] *= _probabilities[places[position]];
                    sum += likely[position];
                }

                var share = 1 / sum;
                for (var position = 0; position < source.Length; position++)
                {
                    _counts[places[position]] += likely[position] * share;
                }
            }
        }

        for (var source = 0; source < _table.Sources; source++)
        {
            var counts = _counts.AsSpan(_table.PlacesOf(source));
            var sum = TensorPrimitives.Sum<double>(counts);
            var probabilities = _probabilities.AsSpan(_table.PlacesOf(source));
            for (var place = 0; place < counts.Length; place++)
            {
                probabilities[place] = (float)Math.Max(counts[place] / sum, Least);
            }
        }
    }

    /// <summary>The place of the source piece that each target piece most likely translates; −1 where it is none.</summary>
    public int[] Align(int[] source, int[] target)
    {
        var likely = new float[source.Length + 1];
        var found = new int[target.Length];
        for (var written = 0; written < target.Length; written++)
        {
            FillPrior(likely, written, target.Length);
            for (var position = 0; position < likely.Length; position++)
            {
                var piece = position < source.Length ? source[position] : _none;
                likely[position] *= _table.Has(piece, target[written]) ? _probabilities[_table.PlaceOf(piece, target[written])] : 0;
            }

            var best = TensorPrimitives.IndexOfMax<float>(likely);
            found[written] = best < source.Length && likely[best] > 0 ? best : -1;
        }

        return found;
    }

    /// <summary>How likely each source piece is before; the last one stands for none.</summary>
    private void FillPrior(Span<float> likely, int written, int targets)
    {
        if (_prior is null)
        {
            likely.Fill(1);
        }
        else
        {
            _prior.Fill(likely, written, targets);
        }
    }

    /// <summary>The target pieces of a source piece with their probabilities, the most likely first; ties by id.</summary>
    public IReadOnlyList<(int Target, float Probability)> TranslationsOf(int source)
    {
        var probabilities = _probabilities[_table.PlacesOf(source)];
        return
        [
            .. _table
                .TargetsOf(source)
                .Select((target, place) => (Target: target, Probability: probabilities[place]))
                .OrderByDescending(entry => entry.Probability)
                .ThenBy(entry => entry.Target),
        ];
    }
}
