namespace TransformerService.Distillation.Alignment;

/// <summary>
/// Aligns pieces of pairs: IBM's model 1 with a diagonal prior, in both directions. A link is one on which both agree, which leaves out
/// most wrong ones.
/// </summary>
internal sealed class WordAligner
{
    private const int Iterations = 5;

    private readonly IbmModel1 _forward;
    private readonly IbmModel1 _backward;

    /// <param name="vocabulary">Pieces of the vocabulary, which both sides share.</param>
    /// <param name="pairs">The pairs' pieces, each side with its end token.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public WordAligner(int vocabulary, IReadOnlyList<(int[] Source, int[] Target)> pairs, CancellationToken cancellationToken)
    {
        (int[] Source, int[] Target)[] pieces =
        [
            .. pairs.Select(pair => (pair.Source[..^1], pair.Target[..^1])).Where(pair => pair.Item1.Length > 0 && pair.Item2.Length > 0),
        ];
        var models = new IbmModel1[2];
        Parallel.For(
            0,
            models.Length,
            direction =>
            {
                models[direction] = new IbmModel1(
                    vocabulary,
                    direction == 0 ? pieces : [.. pieces.Select(pair => (pair.Target, pair.Source))],
                    new DiagonalPrior()
                );
                for (var iteration = 0; iteration < Iterations; iteration++)
                {
                    models[direction].Iterate(cancellationToken);
                }
            }
        );
        (_forward, _backward) = (models[0], models[1]);
    }

    /// <summary>
    /// The place of the source piece that each target piece is linked with, −1 where there is none; as long as the target, whose end is
    /// linked with none.
    /// </summary>
    /// <param name="source">The source's pieces and its end token.</param>
    /// <param name="target">The target's pieces and its end token.</param>
    public int[] Links(int[] source, int[] target)
    {
        int[] read = source[..^1],
            written = target[..^1],
            forward = _forward.Align(read, written),
            backward = _backward.Align(written, read);
        return [.. forward.Select((place, position) => place >= 0 && backward[place] == position ? place : -1), -1];
    }
}
