using System.Numerics.Tensors;

namespace TransformerService.Distillation.Alignment;

/// <summary>
/// IBM's model 1 (Brown et al. 1993, https://aclanthology.org/J93-2003): each target piece is the translation of one source piece of its
/// pair, or of none, all equally likely before; the probabilities t(target | source) are those that expectation maximisation finds. It runs
/// on one thread in the order of the pairs, so that the same pairs give the same numbers.
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

    /// <param name="vocabulary">Pieces of the vocabulary, which both sides share.</param>
    /// <param name="pairs">The pairs' pieces.</param>
    public IbmModel1(int vocabulary, IReadOnlyList<(int[] Source, int[] Target)> pairs)
    {
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
        foreach ((var source, var target) in _pairs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (places.Length < source.Length)
            {
                places = new int[source.Length];
            }

            foreach (var piece in target)
            {
                var sum = 0f;
                for (var position = 0; position < source.Length; position++)
                {
                    places[position] = _table.PlaceOf(source[position], piece);
                    sum += _probabilities[places[position]];
                }

                var share = 1 / sum;
                for (var position = 0; position < source.Length; position++)
                {
                    _counts[places[position]] += _probabilities[places[position]] * share;
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
