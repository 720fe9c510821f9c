using System.Text.Json;
using TransformerService.Distillation.Data;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Pipeline;
using TransformerService.Models;
using TransformerService.Models.SelfChecks;

namespace TransformerService.Distillation.Improvement;

/// <summary>
/// Makes the next version of a student from the texts of live traffic on which it differs from its teacher. Steps that are finished are
/// not repeated.
/// </summary>
/// <param name="task">What differs for each task.</param>
/// <param name="recipeFile">The recipe's file.</param>
/// <param name="options">What to start from, and how to train and decide.</param>
/// <param name="log">Receives the progress.</param>
internal sealed class StudentImprovement(IImprovedTask task, string recipeFile, ImprovementOptions options, TextWriter log)
{
    private readonly RegressionSet _fixes = new(options.Versions);

    /// <summary>Runs the steps, continuing where an earlier run stopped.</summary>
    /// <exception cref="EvaluationException">A model cannot be used.</exception>
    /// <exception cref="CorpusException">The export or a corpus cannot be used.</exception>
    /// <exception cref="Training.TrainingException">Training cannot continue, or the disk cannot be written.</exception>
    public async Task<ImprovementOutcome> RunAsync(CancellationToken cancellationToken)
    {
        // 1. What there is: versions, teacher, and the run to continue.
        var next = NextVersion.Find(options.Versions, options.Serve);
        var student = next.Current;
        var answers = task.Answers(student);
        var teacher = Teacher();
        using var run = ImprovementRun.Open(options, next, recipeFile, task.Files, teacher, log);
        if (!run.IsContinued && !options.DespiteNewer && next.Waiting is { } waiting)
        {
            log.WriteLine(
                $"No version is written. Version {waiting} is newer than {student.Definition.Current.Number}, which is current. If it was promoted, make it current in model.json; if not, remove it or give --despite-newer."
            );
            run.Discard();
            return ImprovementOutcome.NotBetter;
        }

        var start = new ImprovementStart(student, teacher, run, RegressionSet.Read(run.Fixes));

        // 2. The export, and the texts with the teacher's answers.
        await SaveExportAsync(run.Export, cancellationToken);
        var read = new TrafficReader(options.Model, answers).Read(run.Export);
        var traffic = await LabelAsync(read, answers, start, cancellationToken);
        log.WriteLine($"Export: {traffic.Summary}");
        var parts = TrafficParts.Of(traffic.Texts, options.HeldOut);
        log.WriteLine(
            $"{parts.Training.Count} new texts to train on, {parts.Development.Count} to choose the epoch, {parts.HeldOut.Count} held out."
        );
        if (parts.Training.Count == 0 || parts.HeldOut.Count == 0)
        {
            return Refuse(run, "The export has too few texts to learn from and to decide by.");
        }

        // 3. Training, with the old data, and the export.
        var prepared = await task.PrepareAsync(start, parts, cancellationToken);
        if (prepared.Counts.Fresh == 0)
        {
            return Refuse(run, "All texts of the export are in the test sets, or are held out in other words.");
        }

        log.WriteLine($"{prepared.Counts.Replayed} texts of the old data are replayed.");
        var candidate = Path.Combine(run.Work.Model, TranslationExport.Student);
        if (!File.Exists(Path.Combine(candidate, SelfCheckFile.Name)) && !await prepared.TrainAsync(cancellationToken))
        {
            return ImprovementOutcome.Stopped;
        }

        // 4. The decision.
        CandidateCheck.Run(run.Work.Model, candidate, cancellationToken);
        (var judgement, var repaired) = await JudgeAsync(prepared, start, parts, cancellationToken);
        ImprovementCard.Table(judgement, log.WriteLine);
        if (!judgement.IsBetter)
        {
            return Refuse(run, string.Join(' ', judgement.Reasons));
        }

        // 5. The version. If a run was killed after writing it, it is there already.
        if (next.WithSameContent(ModelVariant.Find(run.Work.Model, VariantRole.Student)) is { } there)
        {
            log.WriteLine($"Version {there} has this content already.");
        }
        else
        {
            await File.WriteAllTextAsync(
                Path.Combine(candidate, "README.md"),
                ImprovementCard.Write(options, task, next, traffic, prepared.Counts, judgement),
                cancellationToken
            );
            next.Write(candidate);
            log.WriteLine($"Written: {Path.Combine(next.Folder, next.Number)}");
        }

        _fixes.Add(repaired);
        run.End();
        return ImprovementOutcome.Written;
    }

    /// <summary>The model that labels: the named one, or the teacher beside the student; <see langword="null"/> if it is remote.</summary>
    private ModelVariant? Teacher() =>
        options.Teacher is { } folder ? TeacherLabels.Find(folder)
        : ModelVariant.Roles(options.Versions).Contains(VariantRole.Teacher) ? ModelVariant.Find(options.Versions, VariantRole.Teacher)
        : null;

    private async Task SaveExportAsync(string path, CancellationToken cancellationToken)
    {
        if (File.Exists(path))
        {
            return;
        }

        if (options.Export is { } file)
        {
            File.Copy(file, path + ".partial", overwrite: true);
            File.Move(path + ".partial", path);
        }
        else if (options.Server is { } server)
        {
            await ExportDownload.SaveAsync(server, options.Model, options.Key, path, cancellationToken);
        }
    }

    /// <summary>Labels what the export has no answer for, or with a better teacher every text.</summary>
    private async Task<Traffic> LabelAsync(Traffic read, TrafficAnswers usable, ImprovementStart start, CancellationToken cancellationToken)
    {
        if (start.Teacher is not { } teacher)
        {
            return read.Without(LeftOut.Unlabelled, text => text.Label is null);
        }

        string[] texts = [.. read.Texts.Select(text => text.Text)];
        Dictionary<string, string> answers = new(StringComparer.Ordinal);
        foreach ((var text, var answer) in texts.Zip(await task.AskAsync(teacher, texts, start, cancellationToken)))
        {
            answers[text] = answer;
        }

        // The teacher that answered was this one: an answer that it does not give is a mistake, or somebody's intention.
        var agreed = options.Teacher is null
            ? read.Without(LeftOut.Disputed, text => text.Label is not null && task.Differ(text.Text, text.Label, answers[text.Text]))
            : read;
        return (agreed with { Texts = [.. agreed.Texts.Select(text => text with { Label = answers[text.Text] })] }).Without(
            LeftOut.Unusable,
            text => string.IsNullOrWhiteSpace(text.Label) || usable.FaultOf(text.Text, text.Label) is not null
        );
    }

    private async Task<(Judgement Judgement, IReadOnlyList<LabelledText> Repaired)> JudgeAsync(
        IPreparedImprovement prepared,
        ImprovementStart start,
        TrafficParts parts,
        CancellationToken cancellationToken
    )
    {
        using var comparison = prepared.Compare(ModelVariant.Find(start.Run.Work.Model, VariantRole.Student));
        (var rates, var repaired) = await comparison.OfAsync(
            Set("held-out traffic", parts.HeldOut),
            [.. parts.HeldOut.Select(text => text.Importance)],
            cancellationToken
        );
        List<ComparedSet> sets = [new(SetKind.Traffic, "held-out traffic", rates), .. await comparison.OfTestSetsAsync(cancellationToken)];
        LabelledText[] fixes = [.. start.Fixes.Where(comparison.CanAnswer)];
        if (fixes.Length > 0)
        {
            var set = new TestSet<LabelledText>("earlier fixes", fixes);
            sets.Add(new ComparedSet(SetKind.Fixes, set.Name, (await comparison.OfAsync(set, null, cancellationToken)).Rates));
        }

        // What it was trained on, it was to repair as well.
        var learned = Set("new texts", [.. parts.Training, .. parts.Development]);
        var judgement = Judgement.Of(sets, options.MaxLoss);
        await File.WriteAllTextAsync(start.Run.Result, JsonSerializer.Serialize(judgement, ReportJson.Options), cancellationToken);
        return (judgement, [.. repaired, .. (await comparison.OfAsync(learned, null, cancellationToken)).Repaired]);
    }

    private static TestSet<LabelledText> Set(string name, IReadOnlyList<TrafficText> texts) =>
        new(name, [.. texts.Select(text => new LabelledText(text.Text, text.Label ?? ""))]);

    private ImprovementOutcome Refuse(ImprovementRun run, string reason)
    {
        log.WriteLine($"No version is written. {reason}");
        run.End();
        return ImprovementOutcome.NotBetter;
    }
}
