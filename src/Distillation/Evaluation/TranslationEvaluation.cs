using TransformerService.Distillation.Data;
using TransformerService.Evaluation.Metrics;

namespace TransformerService.Distillation.Evaluation;

/// <summary>Scores systems on sets of pairs, and compares the student with the others.</summary>
/// <param name="beams">Number of beams; <see langword="null"/> for the setting of each export.</param>
/// <param name="progress">Receives what is being run.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class TranslationEvaluation(int? beams, TextWriter progress, TimeProvider timeProvider)
{
    /// <summary>Fixed, so that the same translations have the same intervals.</summary>
    private const ulong Seed = 20040704;

    /// <summary>Rows in the order of the sets, each set with every system.</summary>
    public async Task<(IReadOnlyList<EvaluationRow> Rows, IReadOnlyList<ScoreDifference> Differences)> RunAsync(
        IReadOnlyList<EvaluatedSystem> systems,
        IReadOnlyList<TestSet<TextPair>> sets,
        CancellationToken cancellationToken
    )
    {
        var rows = new List<EvaluationRow>[sets.Count];
        var statistics = new Dictionary<SystemRole, BleuStatistics[]>[sets.Count];
        for (var set = 0; set < sets.Count; set++)
        {
            (rows[set], statistics[set]) = ([], []);
        }

        // Only one model is in memory at a time.
        foreach (var system in systems)
        {
            using var evaluator = TranslationEvaluator.Open(system.Variant);
            var width = beams ?? evaluator.Beams;
            await evaluator.TranslateAsync(
                [.. sets[0].Items.Take(ModelVariant.WarmUpTexts).Select(pair => pair.Source)],
                width,
                cancellationToken
            );
            for (var set = 0; set < sets.Count; set++)
            {
                await progress.WriteLineAsync($"{EvaluationRow.Name(system.Role)}: {sets[set].Name}, {sets[set].Items.Count} pairs");
                var score = await evaluator.ScoreAsync(sets[set].Items, width, timeProvider, cancellationToken);
                var segments = Bleu.Statistics(score.Translations, [.. sets[set].Items.Select(pair => pair.Target)]);
                statistics[set][system.Role] = segments;
                rows[set]
                    .Add(
                        EvaluationRow.Of(system, sets[set].Name, score.Sentences, score.Tokens, score.Seconds) with
                        {
                            Translation = new TranslationFigures(
                                score.Bleu,
                                BleuBootstrap.Interval(segments, Seed),
                                score.ChrF,
                                width == 1 ? "greedy" : $"beam {width}"
                            ),
                        }
                    );
            }
        }

        return ([.. rows.SelectMany(row => row)], [.. sets.SelectMany((set, number) => Differences(set.Name, statistics[number]))]);
    }

    private static IEnumerable<ScoreDifference> Differences(string set, Dictionary<SystemRole, BleuStatistics[]> statistics)
    {
        foreach (var other in (SystemRole[])[SystemRole.Baseline, SystemRole.Teacher])
        {
            if (statistics.TryGetValue(SystemRole.Student, out var student) && statistics.TryGetValue(other, out var against))
            {
                yield return new ScoreDifference(set, SystemRole.Student, other, PairedBootstrap.Compare(against, student, Seed));
            }
        }
    }
}
