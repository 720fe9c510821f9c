using Microsoft.Extensions.Logging;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Catalog;
using TransformerService.Models;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using TransformerService.Shadow.Configuration;
using TransformerService.Shadow.Lanes;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Reporting;
using TransformerService.Shadow.Sampling;
using TransformerService.Shadow.Teachers;
using TransformerService.Shadow.Telemetry;

namespace TransformerService.Shadow.Replay;

/// <summary>Runs texts through student and teacher without serving, and reports as for live traffic. Nothing is stored.</summary>
public sealed class ShadowReplay
{
    /// <summary>Texts asked at once: enough to batch.</summary>
    private const int Portion = 32;

    private readonly ModelCatalog _catalog;
    private readonly TeacherDirectory _teachers;
    private readonly ShadowMeters _meters;
    private readonly ShadowOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<ShadowReplay> _logger;

    internal ShadowReplay(
        ModelCatalog catalog,
        TeacherDirectory teachers,
        ShadowMeters meters,
        ShadowOptions options,
        TimeProvider timeProvider,
        ILogger<ShadowReplay> logger
    ) => (_catalog, _teachers, _meters, _options, _timeProvider, _logger) = (catalog, teachers, meters, options, timeProvider, logger);

    /// <summary>Compares student and teacher on all texts.</summary>
    /// <param name="name">The model, which must be loaded.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="worst">Disagreements to keep.</param>
    /// <param name="progress">Reports how many texts are done.</param>
    /// <param name="cancellationToken">Cancels the replay.</param>
    /// <exception cref="InferenceException">There is no such model, it has no teacher, or its student does not answer.</exception>
    public async Task<ReplayResult> RunAsync(
        string name,
        IReadOnlyList<string> texts,
        int worst,
        IProgress<int> progress,
        CancellationToken cancellationToken
    )
    {
        var model =
            _catalog.Models.FirstOrDefault(other => other.Name == name)
            ?? throw new InferenceException(InferenceError.ModelNotFound, $"There is no model '{name}'.");
        var known =
            CheckedModel.Of(model)
            ?? throw new InferenceException(
                InferenceError.ModelNotFound,
                $"The model '{name}' needs a student and a teacher; see its model.json."
            );
        await using IVariantClient student = _teachers.StudentOf(model),
            teacher = _teachers.Of(model, RunPriority.Normal);
        var findings = new ReplayFindings(worst);
        var started = _timeProvider.GetUtcNow();
        var judge = new SampleComparer(
            known,
            teacher,
            findings,
            new SampleKeeper(_options, _timeProvider) { KeepsText = true },
            new NoiseMeter(_options.NoiseShare),
            _meters,
            _timeProvider,
            _logger
        );
        for (var first = 0; first < texts.Count; first += Portion)
        {
            string[] portion = [.. texts.Skip(first).Take(Portion)];
            judge.Counts.Sampled("", portion.Length);
            await judge.JudgeAsync(await AnsweredAsync(model, student, known.Task, portion, cancellationToken), cancellationToken);
            progress.Report(first + portion.Length);
        }

        var status = teacher.Status;
        var report = ReportBuilder.Build(
            [new HourlyTotals(started, findings.Totals)],
            _timeProvider.GetUtcNow(),
            new ShadowRuntime(
                name,
                new ShadowVariant(student.Name, student.Status.Version, student.Status.State),
                new ShadowVariant(teacher.Name, status.Version, status.State),
                new ShadowQueue(0, 0),
                _options.SettingsOf(name, model.Definition.Manifest?.Shadow) with
                {
                    SampleRate = 1,
                },
                started,
                _options.NoiseShare > 0
            )
        );
        return new ReplayResult(report, [.. findings.Worst.Take(worst)]);
    }

    /// <summary>What is asked about texts; <see langword="null"/> for translation and classification.</summary>
    private static InferenceRequest? Question(ModelTask task, string[] texts) =>
        task switch
        {
            ModelTask.TokenClassification => new TagRequest(texts),
            ModelTask.FeatureExtraction => new EmbeddingRequest(texts),
            ModelTask.Text2Text => new GenerationRequest(texts),
            ModelTask.TextRanking => throw new InferenceException(
                InferenceError.InvalidInput,
                "A model that ranks needs a query with documents: it is compared by shadow mode, and not by a file of texts."
            ),
            _ => null,
        };

    private async Task<IReadOnlyList<ShadowSample>> AnsweredAsync(
        CatalogModel model,
        IVariantClient student,
        ModelTask task,
        string[] texts,
        CancellationToken cancellationToken
    )
    {
        var variant = model.Variants[0];
        var answering =
            variant.State == ModelState.Ready && LoadedStudent.Of(variant) is { } loaded
                ? loaded
                : throw new InferenceException(
                    InferenceError.ModelNotReady,
                    $"The student of '{model.Name}' is not loaded: {string.Join(" ", variant.Faults)}"
                );
        var now = _timeProvider.GetUtcNow();
        if (task == ModelTask.Translation)
        {
            var translated = await student.TranslateAsync(new TranslationRequest(texts), cancellationToken);
            return
            [
                .. translated.Translations.Select(
                    (translation, index) => answering.Translated(now, texts[index], translation, TranslationOptions.Default)
                ),
            ];
        }

        if (Question(task, texts) is { } question)
        {
            var answer = await student.AskAsync(question, cancellationToken);
            var asked = OtherTasks.Plain(question);
            return
            [
                .. texts.Select(
                    (text, index) =>
                        answering.Answered(now, text, OtherTasks.AnswerOf(answer, index), asked, OtherTasks.TokensOf(answer, index))
                ),
            ];
        }

        var classified = await student.ClassifyAsync(new ClassificationRequest(texts) { TopK = int.MaxValue }, cancellationToken);
        return
        [
            .. classified.Results.Select(
                (result, index) => answering.Classified(now, texts[index], null, new SampleAnswer(result.Labels), result.InputTokens)
            ),
        ];
    }
}

/// <summary>The result of a replay.</summary>
/// <param name="Report">The report, in the same form as for live traffic.</param>
/// <param name="Worst">The most severe disagreements, worst first, with their texts.</param>
public sealed record ReplayResult(ShadowReport Report, IReadOnlyList<KeptSample> Worst);
