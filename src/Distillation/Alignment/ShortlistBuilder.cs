using System.Globalization;
using TransformerService.Models.Exports.Shortlists;

namespace TransformerService.Distillation.Alignment;

/// <summary>Makes a lexical shortlist from pairs of pieces.</summary>
/// <param name="options">How large it is.</param>
/// <param name="log">Receives what it covers.</param>
internal sealed class ShortlistBuilder(ShortlistOptions options, TextWriter log)
{
    /// <summary>Aligns the pairs, and lists for each source piece its most likely translations.</summary>
    /// <param name="vocabulary">Pieces of the vocabulary, which both sides share.</param>
    /// <param name="always">Pieces that any translation may need, besides the most frequent ones.</param>
    /// <param name="pairs">The pairs' pieces.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public LexicalShortlist Build(
        int vocabulary,
        IEnumerable<int> always,
        IReadOnlyList<(int[] Source, int[] Target)> pairs,
        CancellationToken cancellationToken
    )
    {
        log.WriteLine($"Aligning {pairs.Count} pairs for the shortlist …");
        var model = new IbmModel1(vocabulary, pairs);
        for (var iteration = 0; iteration < options.Iterations; iteration++)
        {
            model.Iterate(cancellationToken);
        }

        var counts = new int[vocabulary];
        foreach (var piece in pairs.SelectMany(pair => pair.Target))
        {
            counts[piece]++;
        }

        var frequent = Enumerable
            .Range(0, vocabulary)
            .Where(piece => counts[piece] > 0)
            .OrderByDescending(piece => counts[piece])
            .ThenBy(piece => piece)
            .Take(options.Frequent);
        HashSet<int> anyMayUse = [.. always, .. frequent];
        return LexicalShortlist.Of(anyMayUse, [.. Enumerable.Range(0, vocabulary).Select(CandidatesOf)]);

        IReadOnlyList<int> CandidatesOf(int source) =>
            [
                .. model
                    .TranslationsOf(source)
                    .TakeWhile(entry => entry.Probability >= options.Least)
                    .Where(entry => entry.Target != source && !anyMayUse.Contains(entry.Target)) // those are in every list of it
                    .Take(options.Candidates)
                    .Select(entry => entry.Target),
            ];
    }

    /// <summary>Logs how many pieces the shortlists of other pairs have, and how many of the targets' pieces are in them.</summary>
    public void Report(LexicalShortlist shortlist, IReadOnlyList<(int[] Source, int[] Target)> pairs)
    {
        long sizes = 0,
            pieces = 0,
            covered = 0,
            whole = 0;
        foreach ((var source, var target) in pairs)
        {
            var list = shortlist.Of(source, []);
            var found = target.Count(piece => Array.BinarySearch(list, piece) >= 0);
            sizes += list.Length;
            pieces += target.Length;
            covered += found;
            whole += found == target.Length ? 1 : 0;
        }

        log.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"The shortlists of {pairs.Count} held-out pairs have {(double)sizes / pairs.Count:0} of {shortlist.Vocabulary} pieces; {100.0 * covered / pieces:0.00} % of the targets' pieces are in them, and {100.0 * whole / pairs.Count:0.0} % of the targets as a whole."
            )
        );
    }
}
