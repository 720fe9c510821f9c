using System.Globalization;
using TransformerService.Distillation.Data;
using TransformerService.Evaluation.Metrics;
using TransformerService.Models;

namespace TransformerService.Distillation.Evaluation;

/// <summary>Evaluates a model's variants and a baseline, and compares them.</summary>
internal static class ModelEvaluation
{
    /// <param name="request">What to evaluate.</param>
    /// <param name="progress">Receives, line by line, what is being run.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Stops the evaluation.</param>
    /// <exception cref="EvaluationException">A model, a set or a curve cannot be used.</exception>
    /// <exception cref="CorpusException">A test file cannot be read.</exception>
    public static async Task<EvaluationReport> RunAsync(
        EvaluationRequest request,
        TextWriter progress,
        TimeProvider timeProvider,
        CancellationToken cancellationToken
    )
    {
        // 1. Check everything that can be checked without running a model: a mistake must not show after an hour.
        var systems = EvaluatedSystem.Find(request);
        var task = systems[0].Variant.Task;
        request.Check(task);
        IReadOnlyList<LearningCurve> curves = [.. request.Curves.Select(LearningCurveFile.Read)];

        // 2. Run every system on every set.
        List<string> notes =
        [
            $"Speed: the server's own code on the CPU, {Environment.ProcessorCount} runs at once of one thread each, whatever else the machine did.",
        ];
        (IReadOnlyList<EvaluationRow> Rows, IReadOnlyList<ScoreDifference> Differences) found;
        if (task == ModelTask.Translation)
        {
            found = await new TranslationEvaluation(request.Beams, progress, timeProvider).RunAsync(
                systems,
                TestSetReader.Pairs(request.Pairs),
                cancellationToken
            );
            notes.Add($"BLEU {Bleu.Signature}; chrF2 {ChrF.Signature}; speed in tokens generated.");
            notes.Add($"Intervals of 95 % and p values: bootstrap resampling, {PairedBootstrap.DefaultResamples} draws.");
        }
        else
        {
            var outOfScope = request.OutOfScope is { } file ? OutOfScope(file, request.Scope) : [];
            IReadOnlyList<TestSet<LabelledText>> sets =
            [
                .. TestSetReader.Labelled(request.Labelled).Select(set => set with { Items = [.. set.Items, .. outOfScope] }),
            ];
            found = (
                await new ClassificationEvaluation(request.Scope, progress, timeProvider).RunAsync(systems, sets, cancellationToken),
                []
            );
            notes.Add(
                $"Accuracy, macro F1 and expected calibration error (ECE, {CalibrationBins.DefaultBins} bins) are of the in-scope texts; speed in tokens read."
            );
            if (found.Rows.Any(row => row.Classification?.OutOfScope is not null))
            {
                notes.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"A text is turned away if its most likely label is '{request.Scope.Label}' or has a probability below {request.Scope.Threshold:0.###}; out-of-scope recall and false alarms count those. AUROC needs no threshold."
                    )
                );
            }
        }

        return new EvaluationReport(request.Model, timeProvider.GetUtcNow(), found.Rows, found.Differences, curves, notes);
    }

    private static IReadOnlyList<LabelledText> OutOfScope(string file, ScopeRule scope)
    {
        var set = TestSetReader.Labelled([file])[0];
        return set.Items.FirstOrDefault(item => item.Label != scope.Label) is { } other
            ? throw new EvaluationException(
                $"{file}: a text has the label '{other.Label}', but all texts of an out-of-scope file need '{scope.Label}'; see --out-of-scope-label."
            )
            : set.Items;
    }
}

/// <summary>A model cannot be evaluated; the message says why.</summary>
public sealed class EvaluationException(string message, Exception? innerException = null) : Exception(message, innerException);
