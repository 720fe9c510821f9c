using TransformerService.Distillation.Data;

namespace TransformerService.Distillation.Evaluation;

/// <summary>Scores systems on labelled sets.</summary>
/// <param name="scope">The rule that turns requests away.</param>
/// <param name="progress">Receives what is being run.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class ClassificationEvaluation(ScopeRule scope, TextWriter progress, TimeProvider timeProvider)
{
    /// <summary>Rows in the order of the sets, each set with every system.</summary>
    public async Task<IReadOnlyList<EvaluationRow>> RunAsync(
        IReadOnlyList<EvaluatedSystem> systems,
        IReadOnlyList<TestSet<LabelledText>> sets,
        CancellationToken cancellationToken
    )
    {
        // Labels that do not fit are found before anything runs.
        foreach (var system in systems)
        {
            foreach (var set in sets)
            {
                _ = ClassNumbers.Of(set, system.Variant.Export.Head?.Labels ?? [], scope.Label);
            }
        }

        List<EvaluationRow>[] rows = [.. sets.Select(_ => new List<EvaluationRow>())];

        // Only one model is in memory at a time.
        foreach (var system in systems)
        {
            using var evaluator = ClassificationEvaluator.Open(system.Variant);
            await evaluator.ClassifyAsync([.. sets[0].Items.Take(ModelVariant.WarmUpTexts).Select(item => item.Text)], cancellationToken);
            for (var set = 0; set < sets.Count; set++)
            {
                await progress.WriteLineAsync($"{EvaluationRow.Name(system.Role)}: {sets[set].Name}, {sets[set].Items.Count} texts");
                var score = await evaluator.ScoreAsync(sets[set], scope, timeProvider, cancellationToken);
                rows[set]
                    .Add(
                        EvaluationRow.Of(system, sets[set].Name, sets[set].Items.Count, score.Tokens, score.Seconds) with
                        {
                            Classification = new ClassificationFigures(
                                score.Accuracy,
                                score.MacroF1,
                                score.CalibrationError,
                                score.OutOfScopeTexts,
                                score.OutOfScope
                            ),
                        }
                    );
            }
        }

        return [.. rows.SelectMany(row => row)];
    }
}
